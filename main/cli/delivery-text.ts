import type {
  DeliveryBody,
  DeliveryDetail,
  DeliverySummary,
  RefusedSample,
  SeenReplay,
} from '../../contract/delivery.ts'
import { printable } from './printable.ts'
import { adviceOn } from './refusal-advice.ts'

/** Samples and replays that are shown unless all are asked for. */
const SHOWN = 3

export const verdictOf = ({ outcome, reason }: DeliverySummary): string => printable(reason ?? outcome ?? '')

/** How often, where it is more than once. */
export function stateOf({ state, count, replays, failures }: DeliverySummary): string {
  const times = (n: number): string => (n > 1 ? ` x${n}` : '')
  if (state === 'refused') return state + times(count)
  if (state === 'failed') return state + times(failures)
  return replays === 0 ? state : `${state}, again${times(replays)}`
}

/** One delivery for a person, line by line; everything from outside is inert. */
export function deliveryText(delivery: DeliveryDetail, all: boolean): readonly string[] {
  return delivery.state === 'refused'
    ? [...facts(delivery), ...samples(delivery, all)]
    : [
        ...facts(delivery),
        ...replays(delivery, all),
        ...headerLines(delivery.headers ?? {}, 0),
        '',
        ...bodyLines(delivery.body),
      ]
}

function facts(delivery: DeliveryDetail): string[] {
  const { source, delivery_id, event, assurance, task_ids, received_at, finished_at, address, bytes, latest } = delivery
  const verdict = verdictOf(delivery)
  const advice = adviceOn(delivery)
  const sha = delivery.body_sha256 === null ? '' : `, sha256 ${delivery.body_sha256}`
  return [
    `${source}  ${printable(delivery_id)}  ${stateOf(delivery)}${verdict === '' ? '' : `: ${verdict}`}`,
    ...(advice === null ? [] : [`  ${advice.title}`, `  remedy: ${advice.remedy}`]),
    `  event ${event === null ? 'unread' : printable(event)}, assurance ${assurance}, line ${delivery.seq}`,
    `  received ${received_at}${finished_at === null ? '' : `, finished ${finished_at}`}`,
    ...(latest === null ? [] : [`  the last time it was carried out, ${latest.finished_at}: ${latest.outcome}`]),
    ...(address === null ? [] : [`  from ${printable(address)}`]),
    ...(task_ids.length === 0 ? [] : [`  tasks ${task_ids.map(printable).join(', ')}`]),
    `  correlation ${printable(delivery.correlation_id)}`,
    `  body ${bytes === null ? 'not read' : `${bytes} bytes`}${sha}`,
    `  ${delivery.replayable ? 'can' : 'cannot'} be carried out again`,
  ]
}

function replays({ replays_seen: seen, replays: count }: DeliveryDetail, all: boolean): string[] {
  const shown = all ? seen : seen.slice(0, SHOWN)
  const hidden = count - shown.length
  return [...shown.flatMap((each) => replayLines(each, all)), ...(hidden > 0 ? [more(hidden, all)] : [])]
}

function replayLines(replay: SeenReplay, withHeaders: boolean): string[] {
  const { received_at, by, who, door, delivery_id, address, headers, headers_dropped, same_body } = replay
  const from = address === null ? '' : ` from ${printable(address)}`
  const body = same_body === null ? '' : same_body ? ', same body' : ', body spelled differently'
  const told =
    by === 'admin' ? `replayed by ${printable(who)} (${door})` : `sent again as ${printable(delivery_id)}${from}${body}`
  return [
    `  again ${received_at}: ${told}`,
    ...(withHeaders ? headerLines(headers ?? {}, headers_dropped).map((line) => `  ${line}`) : []),
  ]
}

function samples({ samples: kept, count }: DeliveryDetail, all: boolean): string[] {
  if (kept.length === 0) return ['', '  none of them is kept any more']
  const shown = all ? kept : kept.slice(0, SHOWN)
  const hidden = kept.length - shown.length
  return [
    `  ${kept.length} of ${count} are kept, newest first`,
    ...shown.flatMap(sampleLines),
    ...(hidden > 0 ? ['', more(hidden, all)] : []),
  ]
}

function sampleLines({ nth, received_at, address, bytes, headers, headers_dropped, body }: RefusedSample): string[] {
  const from = address === null ? '' : ` from ${printable(address)}`
  return [
    '',
    `  no. ${nth}  ${received_at}${from}  ${bytes} bytes`,
    ...headerLines(headers, headers_dropped),
    ...(body === null ? ['  the body was not read'] : bodyLines(body)),
  ]
}

const more = (count: number, all: boolean): string =>
  all ? `  ${count} more are only counted` : `  … and ${count} more: --all`

function headerLines(headers: Readonly<Record<string, string>>, dropped: number): string[] {
  const lines = Object.entries(headers).map(([name, value]) => `  ${printable(name)}: ${printable(value)}`)
  return dropped === 0 ? lines : [...lines, `  … ${dropped} more headers were too long to be kept`]
}

function bodyLines(body: DeliveryBody | null): string[] {
  if (body === null) return ['  the body is not kept']
  const lines = body.text.split('\n').map((line) => `  | ${printable(line)}`)
  return body.truncated ? [...lines, '  … and more'] : lines
}
