import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AckEcho, Dispatch } from '../../contract/protocol.ts'
import type { ProtocolRound, ProtocolView } from '../../contract/protocol-view.ts'
import type { Issue } from '../../contract/task.ts'
import { canonicalJson } from '../../main/core/kernel/canonical-json.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { type AgentsStage, ASKED } from './agents-stage.ts'
import type { PhaseContext } from './phase.ts'
import { must, problemOf } from './publish-stage.ts'

export const STORY_TASK = 'rejected-once'
const EDITED_TASK = 'issues-edited'
const BOUNDED_TASK = 'rejected-always'

/** What the figures are made of. */
export interface RoundsFindings {
  /** Items of criteria and scope that were dispatched, and those that came back byte for byte. */
  readonly items: number
  readonly echoed: number
  readonly issues: number
  readonly withCriterion: number
  readonly traced: number
  /** Re-dispatches, and those that carried the issues of the verdict byte for byte. */
  readonly redispatches: number
  readonly faithful: number
  /** The one with a changed byte was refused, and stands in the log with both hashes. */
  readonly editedRefused: boolean
  readonly boundHeld: boolean
  readonly wrong: readonly string[]
}

/**
 * Three tasks of the honest scripts: rejected once and approved by a person in the end; given out again with changed issues first; and rejected
 * until it is locked.
 */
export async function playRounds(context: PhaseContext, stage: AgentsStage): Promise<RoundsFindings> {
  const wrong: string[] = []
  const agent = 'executor-honest'
  const asked = { agent, reviewer: 'reviewer-reject-once' }

  await stage.newTask(STORY_TASK, ASKED)
  await stage.dispatched(STORY_TASK, asked)
  wrong.push(...judgeStory(await stage.becomes(STORY_TASK, 'awaiting_person', 'awaiting_dispatch', 'locked')))
  must(200, await stage.approve(STORY_TASK))
  const { status } = await stage.task(STORY_TASK)
  if (status !== 'approved') wrong.push(`the task that a person approved is ${status}`)
  const lines = (await stage.lines(STORY_TASK)).map(({ type }) => type)
  for (const type of ['task_dispatched', 'ack_received', 'task_result_received', 'result_observed', 'verdict_received'])
    if (lines.filter((one) => one === type).length !== 2) wrong.push(`the log has not exactly two lines ${type}`)
  for (const type of ['protocol_refused', 'ledger_overridden', 'round_ended', 'heartbeat_warning'] as const)
    if (lines.includes(type)) wrong.push(`the log of an honest task has a line ${type}`)
  if (!lines.includes('task_approved')) wrong.push('the approval has no line task_approved')

  await stage.setProtocol({ redispatch: 'by_person' })
  await stage.newTask(EDITED_TASK, ASKED)
  await stage.dispatched(EDITED_TASK, asked)
  const rejected = await stage.becomes(EDITED_TASK, 'awaiting_dispatch')
  const editedRefused = await sendEdited(stage, rejected, asked)
  const issues = rejected.rounds[0]?.verdict?.issues ?? []
  await stage.dispatched(EDITED_TASK, { ...asked, issues })
  wrong.push(...judgeStory(await stage.becomes(EDITED_TASK, 'awaiting_person', 'awaiting_dispatch', 'locked')))

  await stage.setProtocol({ redispatch: 'automatic', max_rounds: 2 })
  await stage.newTask(BOUNDED_TASK, ASKED)
  await stage.dispatched(BOUNDED_TASK, { agent, reviewer: 'reviewer-reject-always' })
  const boundHeld = await holdsBound(stage, await stage.becomes(BOUNDED_TASK, 'locked', 'awaiting_person'))

  const counted: Counted[] = []
  for (const taskId of [STORY_TASK, EDITED_TASK, BOUNDED_TASK]) counted.push(await countRounds(context, stage, taskId))
  const sum = (name: keyof Counted): number => counted.reduce((all, one) => all + one[name], 0)
  return {
    ...{ items: sum('items'), echoed: sum('echoed'), issues: sum('issues'), withCriterion: sum('withCriterion') },
    ...{ traced: sum('traced'), redispatches: sum('redispatches'), faithful: sum('faithful') },
    ...{ editedRefused, boundHeld, wrong },
  }
}

/** Rejected, given out again, approved by the reviewer, and everything found to be true. */
function judgeStory({ task_id, rounds, ledger, phase, faults }: ProtocolView): string[] {
  const wrong: string[] = []
  const decisions = rounds.map(({ verdict }) => verdict?.decision ?? 'none').join(', ')
  if (decisions !== 'reject, approve' || phase !== 'awaiting_person')
    wrong.push(`${task_id}: the reviewer said ${decisions}, and the task is ${phase}`)
  if (ledger.status !== 'VERIFIED' || ledger.blocks_approval) {
    const why = ledger.rows.flatMap(({ reasons }) => reasons).join(' ')
    wrong.push(`${task_id}: the ledger is ${ledger.status}: ${why}`)
  }
  return [...wrong, ...faults]
}

/** One byte of one issue is another one. */
async function sendEdited(stage: AgentsStage, { rounds, base_sha }: ProtocolView, to: object): Promise<boolean> {
  const { issues = [], issues_sha256 } = rounds[0]?.verdict ?? {}
  const edited = issues.map((issue, i) => (i === 0 ? { ...issue, text: `${issue.text.slice(0, -1)}!` } : issue))
  const answer = await stage.dispatch(EDITED_TASK, { ...to, issues: edited })
  const line = (await stage.lines(EDITED_TASK)).find(({ type }) => type === 'fidelity_violation')
  return (
    answer.status === 409 &&
    problemOf(answer).error_code === 'fidelity_violation' &&
    line?.data['expected_sha256'] === issues_sha256 &&
    line?.data['given_sha256'] === sha256(canonicalJson(edited)) &&
    (await stage.task(EDITED_TASK)).base_sha === base_sha
  )
}

/** Locked after the last round; no dispatch gets through until an admin says why it shall. */
async function holdsBound(stage: AgentsStage, { phase, rounds, base_sha }: ProtocolView): Promise<boolean> {
  const refused = await stage.dispatch(BOUNDED_TASK, { agent: 'executor-honest' })
  const unlock = { base_sha, reason: 'Looked at both rounds; a third is worth it.' }
  const unlocked = await stage.console.post(`/api/tasks/${BOUNDED_TASK}/unlock`, unlock)
  const types = (await stage.lines(BOUNDED_TASK)).map(({ type }) => type)
  return (
    phase === 'locked' &&
    rounds.length === 2 &&
    refused.status === 409 &&
    problemOf(refused).error_code === 'task_locked' &&
    unlocked.status === 200 &&
    (await stage.view(BOUNDED_TASK)).phase === 'awaiting_dispatch' &&
    ['task_locked', 'protocol_refused', 'task_unlocked'].every((type) => types.some((one) => one === type))
  )
}

type Counted = Readonly<
  Record<'items' | 'echoed' | 'issues' | 'withCriterion' | 'traced' | 'redispatches' | 'faithful', number>
>

/** Held against the words of the executor in the log of its run, and against the bytes of the task file. */
async function countRounds(context: PhaseContext, stage: AgentsStage, taskId: string): Promise<Counted> {
  const { rounds } = await stage.view(taskId)
  const file = readFileSync(join(context.dataRoot, 'ssot', `${taskId}.json`), 'utf8')
  const stored = (JSON.parse(file) as { rounds: ProtocolRound[] }).rounds
  const executors = (await stage.runs(taskId)).filter(({ role }) => role === 'executor')
  let [items, echoed, withCriterion, traced, faithful] = [0, 0, 0, 0, 0]
  for (const { dispatch } of rounds) {
    const run = executors.find(({ dispatch_id }) => dispatch_id === dispatch.dispatch_id)
    const said = run === undefined ? null : echoIn((await stage.logOf(run)).lines)
    items += dispatch.acceptance_criteria.length + dispatch.declared_scope.length
    echoed += said === null ? 0 : equalItems(dispatch, said)
  }
  const found = rounds.flatMap((round) => (round.verdict?.issues ?? []).map((issue) => ({ issue, round })))
  for (const { issue, round } of found) {
    const { dispatch, result } = round
    if (dispatch.acceptance_criteria.some(({ criterion_id }) => criterion_id === issue.criterion_ref))
      withCriterion += 1
    if (result?.work_log.some(({ entry_id }) => entry_id === issue.work_log_ref) === true) traced += 1
  }
  for (const [i, { dispatch }] of stored.entries()) {
    const before = stored[i - 1]?.verdict
    if (before && bytesOf(dispatch.issues).equals(bytesOf(before.issues)) && isSha(before.issues, before.issues_sha256))
      faithful += 1
  }
  const redispatches = Math.max(0, stored.length - 1)
  return { items, echoed, issues: found.length, withCriterion, traced, redispatches, faithful }
}

function echoIn(lines: readonly { stream: string; text: string }[]): AckEcho | null {
  const said = lines.filter(({ stream }) => stream === 'protocol').map(({ text }) => JSON.parse(text))
  return (said.find(({ type }) => type === 'ack') as AckEcho | undefined) ?? null
}

/** Items that are equal as canonical JSON, at the same place; none when one was added. */
function equalItems(asked: Dispatch, said: AckEcho): number {
  const equal = (wanted: readonly unknown[], given: readonly unknown[]): number =>
    given.length > wanted.length ? 0 : wanted.filter((one, i) => isSame(one, given[i])).length
  return equal(asked.acceptance_criteria, said.acceptance_criteria) + equal(asked.declared_scope, said.declared_scope)
}

const isSame = (a: unknown, b: unknown): boolean => b !== undefined && canonicalJson(a) === canonicalJson(b)
const bytesOf = (issues: readonly Issue[]): Buffer => Buffer.from(JSON.stringify(issues))
const isSha = (issues: readonly Issue[], sha: string): boolean => sha256(canonicalJson(issues)) === sha
