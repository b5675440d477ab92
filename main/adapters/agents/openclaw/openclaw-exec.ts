import { join } from 'node:path'
import * as z from 'zod'
import type { AgentUsage } from '../../../../contract/agent.ts'
import type { AgentOrder, AgentSink } from '../../../core/agents/agent-port.ts'
import { agentEnvironment } from '../process/agent-environment.ts'
import { type ProcessEnd, startAgentProcess } from '../process/agent-process.ts'
import { failedExit, processExit } from '../turns/exits.ts'
import type { Turn, TurnOutcome, WorkStep } from '../turns/turn.ts'
import { type ExecPlace, makeExecPlace, modelName } from './openclaw-config.ts'
import { gatherTranscript } from './openclaw-transcript.ts'
import { createTranscriptReader } from './transcript-reader.ts'
import { workFolder } from './work-folder.ts'

const MAX_LINE = 1_000_000
const MAX_ENVELOPE = 4_000_000
const PATIENCE_MS = 5000
const LOOK_EVERY_MS = 1000
/** How long a look at the session may take; after that there is none any more. */
const LOOK_MS = 5000
/** At the end: what is left after so many looks is passed over. */
const LAST_LOOKS = 10

/** What `openclaw agent exec --json` writes at the end: https://docs.openclaw.ai/cli/agent */
const Envelope = z.object({
  ...{ ok: z.boolean(), status: z.string(), final: z.string().nullable().default(null) },
  error: z.object({ message: z.string().default('') }).optional(),
})

export interface ExecRun {
  /** With whatever confines it before it. */
  readonly command: readonly [string, ...string[]]
  readonly order: AgentOrder
  readonly sink: AgentSink
  readonly signal: AbortSignal
}

const environment = (order: AgentOrder, place: ExecPlace): Record<string, string> => ({
  ...agentEnvironment(order.run_id, order.state_folder, order.settings.environment),
  ...{ TMPDIR: place.temporary, OPENCLAW_STATE_DIR: place.state, OPENCLAW_DISABLE_BONJOUR: '1' },
  ...{ OPENCLAW_NO_AUTO_UPDATE: '1', OPENCLAW_NO_RESPAWN: '1', OPENCLAW_EXEC_SHELL_SNAPSHOT: '0', DO_NOT_TRACK: '1' },
})

/** One `openclaw agent exec`, from its start to its end. `used` is told what this turn has used up by now. */
export async function takeExecTurn(
  run: ExecRun,
  number: number,
  turn: Turn,
  sign: (note: string) => void,
  used: (usage: AgentUsage) => void,
): Promise<TurnOutcome> {
  const { order, sink } = run
  const place = await makeExecPlace(order, number, turn.prompt, turn.may_write)
  const database = join(place.state, 'agents', 'main', 'agent', 'openclaw-agent.sqlite')
  const model = modelName(order)
  const folder = await workFolder(order)
  const transcript = gatherTranscript()
  const reader = await createTranscriptReader(database, LOOK_MS)
  let envelope = ''

  /** True: there was something new, and there may be more. */
  async function look(): Promise<boolean> {
    const rows = await reader.read()
    if (rows === null) return false
    const isNew = transcript.take(rows)
    if (isNew || transcript.running() > 0) sign(transcript.steps().at(-1)?.command ?? 'it works')
    const usage = transcript.usage()
    if (usage.turns > 0) used(usage)
    return isNew
  }

  const openclaw = startAgentProcess(
    {
      argv: [
        ...[...run.command, 'agent', 'exec', '--json', '--message-file', place.prompt, '--config', place.config],
        ...['--cwd', folder, '--state-dir', place.state, '--timeout', String(order.limits.seconds)],
        ...(model === null ? [] : ['--model', model]),
      ] as [string, ...string[]],
      ...{ cwd: folder, env: environment(order, place), run_id: order.run_id, input: 'closed' },
      ...{ max_line: MAX_LINE, max_output_bytes: order.limits.output_bytes, patience_ms: PATIENCE_MS },
      onStarted: (pid) => sink.processStarted(pid),
      onLine: (stream, line) => {
        sink.output(stream, line)
        if (stream === 'stdout' && envelope.length + line.length <= MAX_ENVELOPE) envelope += `${line}\n`
      },
    },
    run.signal,
  )
  let looking: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, LOOK_EVERY_MS)
  const end = await openclaw.ended
  clearInterval(timer)
  await looking
  for (let looks = 0; looks < LAST_LOOKS && (await look()); looks += 1);
  reader.close()
  return outcome(end, envelope, transcript.steps())
}

function outcome(end: ProcessEnd, text: string, steps: readonly WorkStep[]): TurnOutcome {
  const said = readEnvelope(text)
  if (end.how !== 'by_itself' || end.code !== 0)
    return { ok: false, exit: processExit(end, said?.error?.message ?? '') }
  if (said === null)
    return { ok: false, exit: failedExit('no_answer', 'OpenClaw ended without its envelope.', 'Look at the log.') }
  // That a turn went well says that there is an answer, and nothing about the task.
  if (said.status !== 'ok' || said.final === null || said.final.trim() === '') {
    const words = said.error?.message ?? `OpenClaw ended its turn as ${said.status}, without an answer.`
    return { ok: false, exit: failedExit('turn_failed', words, 'Look at the log of the run.') }
  }
  return { ok: true, text: said.final, steps }
}

function readEnvelope(text: string): z.infer<typeof Envelope> | null {
  try {
    return Envelope.safeParse(JSON.parse(text.slice(Math.max(0, text.indexOf('{'))))).data ?? null
  } catch {
    return null
  }
}
