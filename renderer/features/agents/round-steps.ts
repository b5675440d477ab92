import type { ProtocolRound, ProtocolView } from '../../../contract/protocol-view.ts'
import { ageWords, timeOfDay } from '../../design/time-words.ts'
import { ENDING_WORDS, OPEN_PHASES } from './protocol-words.ts'
import type { Signs } from './signs.ts'

/** `now`: this is what the round waits for; `next`: not reached yet. */
export type StepTone = 'good' | 'plain' | 'bad' | 'warn' | 'now' | 'next'

export interface RoundStep {
  readonly key: 'dispatch' | 'echo' | 'signs' | 'result' | 'observed' | 'verdict' | 'ended'
  readonly tone: StepTone
  readonly title: string
  /** When it happened; null while it has not. */
  readonly at: string | null
  /** What belongs to it besides. */
  readonly words: string | null
}

/** What happens to the last round, when it is open. */
type Standing = Pick<ProtocolView, 'phase' | 'due' | 'heartbeat_late' | 'last_heartbeat_at'>

/** One round in its order, what has not happened left out unless the round waits for it or comes to it. `standing` null: a round before the last. */
export function roundSteps(round: ProtocolRound, signs: Signs, standing: Standing | null): readonly RoundStep[] {
  const { ended } = round
  const isOpen = standing !== null && ended === null && OPEN_PHASES.has(standing.phase)
  const steps = [
    dispatchStep(round),
    echoStep(round, isOpen ? standing : null),
    signsStep(round, signs, isOpen ? standing : null),
    resultStep(round, isOpen ? standing : null),
    observedStep(round, isOpen ? standing : null),
    verdictStep(round, isOpen ? standing : null),
  ].flatMap((step) => step ?? [])
  if (ended === null) return steps
  const isFault = ended.reason !== 'withdrawn' && ended.reason !== 'stopped'
  return [
    ...steps,
    step(
      'ended',
      isFault ? 'bad' : 'warn',
      ENDING_WORDS[ended.reason],
      ended.at,
      ended.detail === '' ? null : ended.detail,
    ),
  ]
}

function step(
  key: RoundStep['key'],
  tone: StepTone,
  title: string,
  at: string | null,
  words: string | null,
): RoundStep {
  return { key, tone, title, at, words }
}

/** How long after `from`. */
const after = (from: string, to: string): string => `after ${ageWords(Date.parse(from), Date.parse(to))}`
export const took = (from: string, to: string): string => `took ${ageWords(Date.parse(from), Date.parse(to))}`

/** An agent that the console runs is called `agent:NAME#RUN`; its run is in the list of runs. */
const whoWords = (sub: string): string => sub.replace(/^agent:([a-z0-9_-]+)#[a-z0-9]+$/, '$1')

const PLURALS: Readonly<Record<string, string>> = { criterion: 'criteria' }
const many = (n: number, one: string): string => `${n} ${n === 1 ? one : (PLURALS[one] ?? `${one}s`)}`

function dispatchStep({ dispatch }: ProtocolRound): RoundStep {
  const { agent, reviewer, dispatched_by, acceptance_criteria, declared_scope, issues } = dispatch
  const scope =
    declared_scope.length === 0 ? 'nothing may be touched' : `${many(declared_scope.length, 'place')} may be touched`
  const carried =
    issues.length === 0 ? '' : `; ${many(issues.length, 'issue')} of the verdict before passed on byte for byte`
  return step(
    'dispatch',
    'plain',
    `Given to ${agent ?? 'whoever has a token for it'} by ${whoWords(dispatched_by)}`,
    dispatch.dispatched_at,
    `${many(acceptance_criteria.length, 'criterion')}, ${scope}, ${reviewer === null ? 'no reviewer named' : `reviewer ${reviewer}`}${carried}`,
  )
}

function echoStep({ dispatch, ack, ended }: ProtocolRound, open: Standing | null): RoundStep | null {
  if (ack !== null)
    return step(
      'echo',
      'good',
      'Echoed byte for byte',
      ack.acked_at,
      `${after(dispatch.dispatched_at, ack.acked_at)}, by ${whoWords(ack.acked_by)}`,
    )
  if (ended?.reason === 'ack_mismatch') return step('echo', 'bad', 'The echo differs', ended.at, null)
  return open === null ? null : step('echo', 'now', 'Waits for the echo', null, `until ${clock(dispatch.ack_by)}`)
}

function signsStep({ dispatch, ack, result }: ProtocolRound, signs: Signs, open: Standing | null): RoundStep | null {
  const isWorking = open?.phase === 'working'
  if (ack === null || (signs.count === 0 && signs.warnings.length === 0 && !isWorking)) return null
  const last = isWorking ? (open.last_heartbeat_at ?? signs.last?.at ?? null) : (signs.last?.at ?? null)
  const warned =
    signs.warnings.length === 0 ? '' : `warned of silence at ${signs.warnings.slice(-3).map(clock).join(', ')}`
  const note = signs.last === null || signs.last.note === '' ? '' : `“${signs.last.note}”`
  const isLate = isWorking && open.heartbeat_late
  const title =
    signs.count === 0 ? (isLate ? 'No sign of life' : 'No sign of life yet') : `${many(signs.count, 'sign')} of life`
  const words = [warned, note, isLate ? `nothing was heard for more than ${dispatch.heartbeat_seconds} s` : '']
  const tone = isLate || (signs.warnings.length > 0 && result === null) ? 'warn' : 'plain'
  return step('signs', tone, title, last, words.filter((each) => each !== '').join('; ') || null)
}

function resultStep({ dispatch, ack, result }: ProtocolRound, open: Standing | null): RoundStep | null {
  if (result !== null)
    return step(
      'result',
      'plain',
      'Result handed in',
      result.received_at,
      `${after(ack?.acked_at ?? dispatch.dispatched_at, result.received_at)}, by ${whoWords(result.received_from)}: ${many(result.work_log.length, 'work log line')}, ${many(result.claims.length, 'claim')}`,
    )
  if (open === null) return null
  return open.phase === 'working'
    ? step('result', 'now', 'Waits for the result', null, `until ${clock(dispatch.deadline)}`)
    : step('result', 'next', 'Result', null, null)
}

function observedStep({ result, observed }: ProtocolRound, open: Standing | null): RoundStep | null {
  if (observed !== null) {
    const { workspace, checks } = observed
    const outside = workspace?.out_of_scope.length ?? 0
    const bad = checks.filter(({ state }) => state === 'failed' || state === 'timed_out').length
    const passed = checks.filter(({ state }) => state === 'passed').length
    const unrun = checks.length - bad - passed
    const files =
      workspace === null
        ? 'no workspace that it knows'
        : `${workspace.complete ? '' : 'at least '}${many(workspace.files.length, 'file')} touched`
    const said = [
      files,
      ...(outside > 0 ? [`${outside} outside the scope`] : []),
      ...(checks.length === 0 ? ['no checks'] : []),
      ...(passed > 0 ? [`${many(passed, 'check')} passed`] : []),
      ...(bad > 0 ? [`${many(bad, 'check')} failed`] : []),
      ...(unrun > 0 ? [`${many(unrun, 'check')} not run`] : []),
    ]
    const tone =
      outside > 0 || bad > 0 || workspace?.complete === false ? 'bad' : passed > 0 && unrun === 0 ? 'good' : 'plain'
    return step('observed', tone, 'Looked at by the console itself', observed.observed_at, said.join(', '))
  }
  if (open === null) return null
  return result === null
    ? step('observed', 'next', 'Checks by the console', null, null)
    : step('observed', 'now', 'The console compares the workspace and runs the checks', null, null)
}

function verdictStep({ observed, verdict }: ProtocolRound, open: Standing | null): RoundStep | null {
  if (verdict !== null) {
    const { decision, issues, reviewed_by, reviewed_at, comment } = verdict
    const isGood = decision === 'approve'
    const title = isGood
      ? `Approved by ${whoWords(reviewed_by)}`
      : `Rejected by ${whoWords(reviewed_by)} with ${many(issues.length, 'issue')}`
    return step('verdict', isGood ? 'good' : 'bad', title, reviewed_at, comment === '' ? null : `“${comment}”`)
  }
  if (open === null) return null
  if (observed === null) return step('verdict', 'next', 'Verdict', null, null)
  const until = open.due?.what === 'verdict' ? `until ${clock(open.due.at)}` : null
  return step('verdict', 'now', 'Waits for the verdict', null, until)
}

const clock = (at: string): string => timeOfDay(Date.parse(at))
