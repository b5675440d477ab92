import { open, writeFile } from 'node:fs/promises'
import type { AgentUsage } from '../../../../contract/agent.ts'
import type { AgentOrder, AgentSink } from '../../../core/agents/agent-port.ts'
import type { Clock } from '../../../core/kernel/clock.ts'
import { agentEnvironment } from '../process/agent-environment.ts'
import { type ProcessEnd, startAgentProcess } from '../process/agent-process.ts'
import { failedExit, processExit } from '../turns/exits.ts'
import type { Turn, TurnOutcome, WorkStep } from '../turns/turn.ts'
import { codexArguments, turnFile } from './codex-arguments.ts'
import { readCodexEvent } from './codex-events.ts'
import type { CodexPlace } from './codex-place.ts'
import { followSession } from './codex-session.ts'
import { type CodexSteps, gatherSteps, noteOf } from './codex-steps.ts'

const MAX_LINE = 4_000_000
const MAX_ANSWER = 1_000_000
const PATIENCE_MS = 5000
const LOOK_EVERY_MS = 1000

export interface CodexRun {
  readonly command: readonly [string, ...string[]]
  readonly order: AgentOrder
  readonly place: CodexPlace
  /** Of the console. */
  readonly data_root: string
  readonly sink: AgentSink
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** One `codex exec`, from its start to its end. `used` is told what this turn has used up by now. */
export async function takeCodexTurn(
  run: CodexRun,
  number: number,
  turn: Turn,
  sign: (note: string) => void,
  used: (usage: AgentUsage) => void,
): Promise<TurnOutcome> {
  const { order, place, sink, clock } = run
  const files = { schema_file: turnFile(place, number, 'schema'), answer_file: turnFile(place, number, 'answer') }
  await writeFile(files.schema_file, JSON.stringify(turn.schema), { mode: 0o600 })
  // Of the data root the commands see the workspace alone: what can be written is mounted anew, also below what is hidden.
  const hidden = [...place.hidden, run.data_root]
  const gathered = gatherSteps(order.workspace, clock)
  const session = followSession(place.home, clock)

  async function look(): Promise<void> {
    if (gathered.thread !== null && (await session.look(gathered.thread))) sign('it works')
    // A command that runs is a sign by itself: it may say nothing for long.
    else if (gathered.running() > 0) sign('a command runs')
    const { answers, input_tokens, output_tokens } = session
    if (answers > 0) used({ turns: answers, input_tokens, output_tokens, cost_usd: null })
  }

  const codex = startAgentProcess(
    {
      argv: [...run.command, ...codexArguments(order, place, { ...files, hidden, kind: turn.kind })],
      ...{ cwd: place.desk, run_id: order.run_id, input: 'open', max_line: MAX_LINE },
      env: {
        ...agentEnvironment(order.run_id, place.root, order.settings.environment),
        ...{ CODEX_HOME: place.home, TMPDIR: place.temporary },
      },
      ...{ max_output_bytes: order.limits.output_bytes, patience_ms: PATIENCE_MS },
      onStarted: (pid) => sink.processStarted(pid),
      onLine: (stream, line, cut) => {
        sink.output(stream, line)
        const event = stream === 'stdout' && !cut ? readCodexEvent(line) : null
        if (event === null) return
        gathered.take(event)
        sign(noteOf(event))
      },
    },
    run.signal,
  )
  codex.write(turn.prompt)
  codex.endInput()
  let looking: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, LOOK_EVERY_MS)
  const end = await codex.ended
  clearInterval(timer)
  await looking.then(look)
  // Without its own record Codex says at the end what the turn used up.
  if (session.answers === 0 && gathered.usage !== null) used({ turns: 1, ...gathered.usage, cost_usd: null })
  return outcome(end, gathered, [...gathered.steps, ...session.unseen()], await readAnswerFile(files.answer_file))
}

function outcome(end: ProcessEnd, gathered: CodexSteps, steps: readonly WorkStep[], text: string | null): TurnOutcome {
  if (end.how !== 'by_itself' || end.code !== 0) return { ok: false, exit: processExit(end, gathered.failure ?? '') }
  if (gathered.failure !== null)
    return { ok: false, exit: failedExit('turn_failed', gathered.failure, 'Look at the log of the run.') }
  if (text === null || text.trim() === '')
    return { ok: false, exit: failedExit('no_answer', 'Codex ended without an answer.', 'Look at the log of the run.') }
  return { ok: true, text, steps: [...steps].sort((a, b) => (a.started_at < b.started_at ? -1 : 1)) }
}

/** What Codex wrote as its last message; null when it wrote none. */
async function readAnswerFile(path: string): Promise<string | null> {
  const file = await open(path, 'r').catch(() => null)
  if (file === null) return null
  try {
    const bytes = Buffer.alloc(Math.min((await file.stat()).size, MAX_ANSWER))
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
    return bytes.subarray(0, bytesRead).toString('utf8')
  } finally {
    await file.close()
  }
}
