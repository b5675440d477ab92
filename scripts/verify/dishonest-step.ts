import { ProtocolSettings } from '../../contract/agent.ts'
import type { AuditEvent } from '../../contract/audit-event.ts'
import type { ProtocolView } from '../../contract/protocol-view.ts'
import { type AgentsStage, ASKED } from './agents-stage.ts'
import { type CaughtHow, DISHONEST_CASES, HONEST_MODES, TIMEOUT_CASES } from './dishonest-cases.ts'
import { type EventClient, openEventClient } from './event-client.ts'
import { problemOf } from './publish-stage.ts'
import { until } from './until.ts'

/** What came of one case, for the report. */
export interface CaughtCase {
  readonly name: string
  readonly caught: boolean
  readonly wrong: readonly string[]
  readonly phase: string
  readonly ended: string | null
  readonly line: string
  /** Of the line in the log; null: there is none. */
  readonly seq: number | null
  readonly code: string | null
  /** Files outside the scope: as the console found them, and as the executor said. */
  readonly found_outside: readonly string[]
  readonly said_files: readonly string[]
  /** How long after its due the line was written; null when the case is about no time. */
  readonly late_by_ms: number | null
}

/** So many tasks under way at once; the programs share the cores with the console. */
const AT_ONCE = 6
const PATIENCE_MS = 5000

/** Modes of the scripts that no case is about: then the table of cases is not whole. */
export function forgottenModes(agents: readonly string[]): string[] {
  const known = new Set([...DISHONEST_CASES.keys(), ...TIMEOUT_CASES.keys(), ...HONEST_MODES])
  return agents.filter((name) => !known.has(name))
}

/** Every case of the table, a task each. `onDone` is told of each as it is over. */
export async function playCases(
  stage: AgentsStage,
  cases: ReadonlyMap<string, CaughtHow>,
  onDone: (done: CaughtCase) => void,
): Promise<readonly CaughtCase[]> {
  const watcher = await openEventClient(stage.console.url, stage.console.token)
  const waiting = [...cases]
  const done: CaughtCase[] = []
  const defaults = ProtocolSettings.parse({ redispatch: 'by_person' })
  /** Settings belong to the dispatch that follows them. */
  let turn: Promise<unknown> = Promise.resolve()

  async function play([name, how]: [string, CaughtHow]): Promise<CaughtCase> {
    const taskId = `case-${name}`
    await stage.newTask(taskId, ASKED)
    const given = turn.then(async () => {
      await stage.setProtocol({ ...defaults, ...how.protocol })
      await stage.dispatched(taskId, { agent: how.executor, reviewer: how.reviewer })
    })
    turn = given.catch(() => undefined)
    await given
    return judge(stage, watcher, name, how, await stage.becomes(taskId, how.phase))
  }

  async function work(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, how] = next
      const one = await play(next).catch((error: Error) => unplayed(name, how, error))
      done.push(one)
      onDone(one)
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  } finally {
    watcher.close()
    await stage.setProtocol(ProtocolSettings.parse({}))
  }
  return done
}

async function judge(
  stage: AgentsStage,
  watcher: EventClient,
  name: string,
  how: CaughtHow,
  view: ProtocolView,
): Promise<CaughtCase> {
  const wrong: string[] = []
  const [round] = view.rounds
  const ended = round?.ended?.reason ?? null
  if (view.rounds.length !== 1) wrong.push(`${view.rounds.length} rounds`)
  if (ended !== how.ended) wrong.push(`its round ended with ${ended}, not ${how.ended}`)
  if (!view.ledger.blocks_approval) wrong.push('a person could approve it')
  const approved = await stage.approve(view.task_id)
  const refusal = approved.status === 409 ? String(problemOf(approved).error_code) : ''
  if (how.phase !== 'awaiting_review' && refusal !== 'proof_insufficient')
    wrong.push(`its approval was answered ${approved.status} ${refusal}`)

  const lines = await stage.lines(view.task_id)
  const found = lines.filter(
    ({ type, data }) => type === how.line && (how.line !== 'protocol_refused' || data['error_code'] === how.code),
  )
  // Whoever is refused may have tried again.
  if (found.length !== 1 && (found.length === 0 || how.line !== 'protocol_refused'))
    wrong.push(`${found.length} lines ${how.line} with ${how.code}`)
  if (how.code !== null && !(await wasTold(stage, view.task_id, found, refusal, how.code)))
    wrong.push(`nobody was told ${how.code}`)
  const line = found[0]
  const due = dueOf(view, how)
  const late = line === undefined || due === null ? null : Date.parse(line.ts) - due
  if (late !== null && late < 0) wrong.push(`${how.line} came ${-late} ms early`)
  if (due !== null && !(await until(PATIENCE_MS, () => wasPushed(watcher, view.task_id, how.line))))
    wrong.push(`${how.line} was not pushed`)
  return {
    ...{ name, caught: wrong.length === 0, wrong, phase: view.phase, ended, line: how.line, seq: line?.seq ?? null },
    ...{ code: how.code, found_outside: round?.observed?.workspace?.out_of_scope ?? [] },
    ...{ said_files: round?.result?.diff_snapshot?.files ?? [], late_by_ms: late },
  }
}

/** The code is in the line, in what the agent was answered, in how its run ended, or in the answer to the person. */
async function wasTold(
  stage: AgentsStage,
  taskId: string,
  lines: readonly AuditEvent[],
  refusal: string,
  code: string,
): Promise<boolean> {
  if (refusal === code || lines.some(({ data }) => [data['error_code'], data['reason']].includes(code))) return true
  for (const run of await stage.runs(taskId)) {
    const log = await stage.logOf(run)
    // Only what the console said: what an agent says of itself proves nothing.
    const answers = log.lines.filter(({ stream, text }) => stream === 'protocol' && text.includes('"type":"answer"'))
    if (run.error_code === code || answers.some(({ text }) => errorCodeOf(text) === code)) return true
  }
  return false
}

const errorCodeOf = (answer: string): unknown => (JSON.parse(answer) as { error_code?: unknown }).error_code

/** When it was due, in milliseconds since the epoch; null when the case is about no time. */
function dueOf({ rounds }: ProtocolView, { line }: CaughtHow): number | null {
  const round = rounds[0]
  if (round === undefined) return null
  const { dispatch, ack, observed } = round
  const after = (at: string | undefined, seconds: number): number => Date.parse(at ?? '') + seconds * 1000
  if (line === 'ack_timeout') return Date.parse(dispatch.ack_by)
  if (line === 'result_timeout') return Date.parse(dispatch.deadline)
  if (line === 'heartbeat_warning') return after(ack?.acked_at, dispatch.heartbeat_seconds)
  if (line === 'reviewer_timeout') return after(observed?.observed_at, dispatch.review_seconds)
  return null
}

const wasPushed = ({ arrivals }: EventClient, taskId: string, step: string): boolean =>
  arrivals.some(({ name, data }) => {
    if (name !== 'protocol_changed') return false
    const told = JSON.parse(data) as { task_id: string; step: string }
    return told.task_id === taskId && told.step === step
  })

const unplayed = (name: string, { line, code }: CaughtHow, error: Error): CaughtCase => ({
  ...{ name, caught: false, wrong: [error.message], phase: 'unknown', ended: null, line, seq: null, code },
  ...{ found_outside: [], said_files: [], late_by_ms: null },
})
