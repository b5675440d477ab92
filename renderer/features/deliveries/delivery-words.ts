import type { DeliveryDetail, DeliveryOutcome, DeliverySummary, SeenReplay } from '../../../contract/delivery.ts'
import { ErrorCode, PROBLEMS } from '../../../contract/problem.ts'
import type { ListedDeliveryState } from '../../app/route.ts'
import { inertString } from '../../design/inert-text.ts'
import { count } from '../../design/time-words.ts'

export const STATE_WORDS: Readonly<Record<ListedDeliveryState, string>> = {
  accepted: 'Accepted',
  replayed: 'Came again',
  refused: 'Refused',
  failed: 'Failed',
  open: 'Open',
}

const OUTCOMES: Readonly<Record<DeliveryOutcome, string>> = {
  pong: 'Answered the sender’s ping',
  task_created: 'Made a task',
  task_updated: 'Changed a task',
  task_amended: 'Amended a task',
  unchanged: 'The task said the same already',
  stale: 'Older than what the task holds: recorded, not applied',
  duplicate: 'Its task was there already',
  recorded: 'Recorded; no task is concerned',
  held: 'Waits: the intake is paused',
  ignored: 'Not answered: nobody on the allow-list sent it',
  answered: 'Answered a command',
  decided: 'Took a decision',
  refused: 'Refused a command or a decision',
}

export function outcomeWords(outcome: DeliveryOutcome): string {
  return OUTCOMES[outcome]
}

export interface ReasonWords {
  readonly title: string
  /** What can be done about it; empty when nothing is known. */
  readonly remedy: string
}

/** Who may write is no error of the protocol: the sender got no answer, and the catalogue has no code for it. */
const STRANGER: ReasonWords = {
  title: 'The sender is not on the allow-list; no answer was given',
  remedy:
    'If they are meant to write here, name the user in TELEGRAM_ALLOWED_USERS and the chat in TELEGRAM_ALLOWED_CHATS.',
}

/** An error code of the catalogue in its own words; an unknown one as it is. */
export function reasonWords(reason: string): ReasonWords {
  if (reason === 'sender_not_allowed') return STRANGER
  const code = ErrorCode.safeParse(reason)
  return code.success ? PROBLEMS[code.data] : { title: inertString(reason), remedy: '' }
}

/** One sentence: what became of it. */
export function whatBecame(delivery: DeliverySummary): string {
  if (delivery.state === 'open') return 'Claimed; not carried out yet'
  const reason = delivery.reason === null ? null : reasonWords(delivery.reason).title
  if (delivery.state === 'refused') return reason ?? 'Refused'
  if (delivery.state === 'failed') return reason ?? 'It could not be carried out'
  return delivery.outcome === null ? 'Carried out' : outcomeWords(delivery.outcome)
}

/** The state with how often: `Refused ×1,204`, `Accepted, again ×2`. */
export function stateWords({ state, count: times, replays, failures }: DeliverySummary): string {
  if (state === 'refused') return times > 1 ? `Refused ×${count(times)}` : 'Refused'
  if (state === 'failed') return failures > 1 ? `Failed ×${count(failures)}` : 'Failed'
  const again = replays === 0 ? '' : replays === 1 ? ', came again' : `, came again ×${count(replays)}`
  return `${STATE_WORDS[state]}${again}`
}

/** How often it came or was carried out again; at most 50 times are told one by one. */
export function againWords({ replays, replays_seen }: DeliveryDetail): string {
  const asked = replays_seen.filter(({ by }) => by === 'admin').length
  const sent = replays - asked
  const came = sent === 1 ? 'It came once more' : `It came ${count(sent)} more times`
  const done =
    asked === 1 ? 'was carried out again on request' : `was carried out again on request ${count(asked)} times`
  if (asked === 0) return `${came}; nothing was done twice.`
  return sent === 0 ? `It ${done}.` : `${came} and ${done}; nothing was done twice.`
}

const DOORS: Readonly<Record<SeenReplay['door'], string>> = {
  console: 'in the console',
  desktop: 'in the desktop window',
  cli: 'on the command line',
  http: 'through the API',
  webhook: 'by webhook',
  telegram: 'from Telegram',
  files: 'through the files',
  agent: 'by an agent',
  system: 'by itself',
}

/** By which way somebody asked for it: a part of a sentence. */
export function doorWords(door: SeenReplay['door']): string {
  return DOORS[door]
}

/** What the sender calls it. Of a refused one no more was read than its verdict needs. */
export function eventWords(delivery: DeliverySummary): string {
  if (delivery.event !== null && delivery.event !== '') return delivery.event
  return delivery.state === 'refused' ? 'not read (refused first)' : 'no event name'
}

const REMOTE = new Set<DeliveryOutcome>(['answered', 'decided', 'refused'])

/** Why a delivery cannot be carried out again. */
export function whyNotReplayable(delivery: DeliverySummary & { body: object | null }): string {
  if (delivery.state === 'refused')
    return 'It was refused, so there is nothing that could be carried out. The sender can deliver it again.'
  if (delivery.outcome === 'ignored') return 'Nobody on the allow-list sent it.'
  if (delivery.outcome !== null && REMOTE.has(delivery.outcome))
    return 'It was a command or a decision from afar: what was asked for then is not asked for again.'
  if (delivery.body === null) return 'Its body is no longer kept. The sender can deliver it again.'
  return 'It cannot be carried out again.'
}
