import type { TaskResult } from '../../../../contract/protocol.ts'
import type { AgentExit, AgentOrder, AgentSink } from '../../../core/agents/agent-port.ts'
import { type Clock, timestamp } from '../../../core/kernel/clock.ts'
import { ECHO_SCHEMA, readAnswer, readEcho, WorkAnswer, workSchema } from './answers.ts'
import { notTaken, unreadable, WELL } from './exits.ts'
import { startHeartbeats } from './heartbeats.ts'
import { echoPrompt, workPrompt } from './prompts.ts'
import type { TakeTurn, WorkStep } from './turn.ts'
import { claimsOf, numberSteps, pathBelow } from './work-log.ts'

/** How often a model may answer, when what it answered could not be taken. */
const TRIES = 2

/** An executor whose words come from a model: echo, then work and result. Nothing is done before the echo was found equal. */
export async function runExecutor(
  order: AgentOrder,
  sink: AgentSink,
  take: TakeTurn,
  clock: Clock,
): Promise<AgentExit> {
  const { dispatch } = order
  const asked = { kind: 'echo', prompt: echoPrompt(order, ECHO_SCHEMA), schema: ECHO_SCHEMA, may_write: false } as const
  const echo = await take(asked, () => undefined)
  if (!echo.ok) return echo.exit
  const read = readEcho(echo.text)
  if (!read.ok) return unreadable('echo', read.why)
  const ack = await sink.say({ type: 'ack', body: { dispatch_id: dispatch.dispatch_id, ...read.value } })
  if (!ack.ok) return notTaken('echo', ack)

  const beats = startHeartbeats(sink, dispatch, clock)
  try {
    return await work(order, sink, take, clock, beats)
  } finally {
    await beats.stop()
  }
}

async function work(
  order: AgentOrder,
  sink: AgentSink,
  take: TakeTurn,
  clock: Clock,
  beats: { sign(note: string): void; stop(): Promise<void> },
): Promise<AgentExit> {
  const schema = workSchema(order.dispatch)
  const steps: WorkStep[] = []
  let objection: string | null = null
  let exit: AgentExit = WELL
  for (let tries = 0; tries < TRIES; tries += 1) {
    const prompt = workPrompt(order, schema, objection)
    const done = await take({ kind: 'work', prompt, schema, may_write: true }, beats.sign)
    if (!done.ok) return done.exit
    steps.push(...done.steps)
    const read = readAnswer(done.text, WorkAnswer)
    if (!read.ok) {
      exit = unreadable('result', read.why)
      objection = read.why
      continue
    }
    // A heartbeat after the result would come out of order.
    await beats.stop()
    const answer = await sink.say({ type: 'result', body: resultOf(order, read.value, steps, clock) })
    if (answer.ok) return WELL
    exit = notTaken('result', answer)
    if (answer.error_code !== 'result_invalid') return exit
    objection = answer.detail
  }
  return exit
}

function resultOf(order: AgentOrder, answer: WorkAnswer, steps: readonly WorkStep[], clock: Clock): TaskResult {
  const now = timestamp(clock)
  const said = { started_at: now, finished_at: now, command: null, exit_code: null, files: [] }
  const work_log = numberSteps(steps, { ...said, text: `Answer: ${answer.summary}` })
  const named = [...steps.flatMap(({ files }) => files), ...answer.files_changed]
  const files = [...new Set(named.map((file) => pathBelow(order.workspace, file)))].filter((file) => file !== '')
  return {
    ...{ dispatch_id: order.dispatch.dispatch_id, summary: answer.summary.slice(0, 20_000), work_log },
    diff_snapshot: { files: files.map((file) => file.slice(0, 1000)).slice(0, 5000), patch: '' },
    ...{ claims: claimsOf(answer, work_log), artifacts: [] },
  }
}
