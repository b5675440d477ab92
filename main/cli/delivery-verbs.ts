import { type DeliveryDetail, DeliveryPage, DeliveryResult, type DeliverySummary } from '../../contract/delivery.ts'
import { withDoor } from './cli-door.ts'
import { deliveryPath, findDelivery } from './find-delivery.ts'
import { parseVerb } from './flags.ts'
import { printable } from './printable.ts'
import { adviceOn } from './refusal-advice.ts'
import type { ExitCode, Terminal } from './terminal.ts'

export async function deliveryList(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const text = { type: 'string' } as const
  const { values } = parseVerb(argv, { source: text, state: text, task: text, limit: text, cursor: text }, [])
  const { 'data-root': dataRoot, json, task, ...filters } = values
  const query = new URLSearchParams({ ...filters, ...(task === undefined ? {} : { task_id: task }) })
  return withDoor(dataRoot, terminal, 'existing', async (door) => {
    const page = DeliveryPage.parse(await door.request('GET', `/api/deliveries?${query}`))
    if (json === true) terminal.out(JSON.stringify(page))
    else {
      for (const row of page.items) terminal.out(rowOf(row))
      if (page.items.length === 0) terminal.out('no deliveries')
      if (page.next_cursor !== null) terminal.out(`more with --cursor ${page.next_cursor}`)
    }
    return 0
  })
}

export async function deliveryShow(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, { raw: { type: 'boolean' } }, ['SOURCE', 'ID'])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const [source = '', id = ''] = positionals
    const delivery = await findDelivery(door, source, id)
    if (values.raw === true) return showRaw(terminal, delivery)
    if (values.json === true) terminal.out(JSON.stringify(delivery))
    else show(terminal, delivery)
    return 0
  })
}

export async function deliveryReplay(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, {}, ['SOURCE', 'ID'])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const [source = '', id = ''] = positionals
    const { delivery_id } = await findDelivery(door, source, id)
    const result = DeliveryResult.parse(await door.request('POST', `${deliveryPath(source, delivery_id)}/replay`))
    const words = [result.outcome, ...result.task_ids.map(printable)].join(' ')
    const idle = result.replayed || IDLE.includes(result.outcome) ? ' (nothing was done again)' : ''
    terminal.out(values.json === true ? JSON.stringify(result) : `${printable(result.delivery_id)}: ${words}${idle}`)
    return 0
  })
}

/** Outcomes that leave every task as it was. */
const IDLE: readonly DeliveryResult['outcome'][] = ['duplicate', 'unchanged', 'stale']

const verdictOf = ({ outcome, reason }: DeliverySummary): string => printable(reason ?? outcome ?? '')

/** How often, where it is more than once. */
function stateOf({ state, count, replays, failures }: DeliverySummary): string {
  const times = (n: number): string => (n > 1 ? ` x${n}` : '')
  if (state === 'refused') return state + times(count)
  if (state === 'failed') return state + times(failures)
  return replays === 0 ? state : `${state}, again${times(replays)}`
}

function rowOf(row: DeliverySummary): string {
  const { received_at, source, delivery_id, task_ids, address } = row
  const told = `${printable(row.event ?? '').padEnd(20)} ${stateOf(row).padEnd(12)} ${verdictOf(row).padEnd(14)}`
  const tasks = task_ids.length === 0 ? '' : `  ${task_ids.map(printable).join(', ')}`
  const from = address === null ? '' : `  from ${printable(address)}`
  return `${received_at}  ${source.padEnd(8)} ${told} ${printable(delivery_id)}${tasks}${from}`
}

function show(terminal: Terminal, delivery: DeliveryDetail): void {
  const { source, delivery_id, event, assurance, task_ids, received_at, finished_at, address, bytes } = delivery
  const verdict = verdictOf(delivery)
  terminal.out(`${source}  ${printable(delivery_id)}  ${stateOf(delivery)}${verdict === '' ? '' : `: ${verdict}`}`)
  const advice = adviceOn(delivery)
  if (advice !== null) {
    terminal.out(`  ${advice.title}`)
    terminal.out(`  remedy: ${advice.remedy}`)
  }
  terminal.out(`  event ${event === null ? 'unread' : printable(event)}, assurance ${assurance}, line ${delivery.seq}`)
  terminal.out(`  received ${received_at}${finished_at === null ? '' : `, finished ${finished_at}`}`)
  if (address !== null) terminal.out(`  from ${printable(address)}`)
  if (task_ids.length > 0) terminal.out(`  tasks ${task_ids.map(printable).join(', ')}`)
  terminal.out(`  correlation ${printable(delivery.correlation_id)}`)
  const sha = delivery.body_sha256 === null ? '' : `, sha256 ${delivery.body_sha256}`
  terminal.out(`  body ${bytes === null ? 'not read' : `${bytes} bytes`}${sha}`)
  terminal.out(`  ${delivery.replayable ? 'can' : 'cannot'} be carried out again`)
  for (const [name, value] of Object.entries(delivery.headers ?? {}))
    terminal.out(`  ${printable(name)}: ${printable(value)}`)
  terminal.out('')
  if (delivery.body === null) terminal.out('  the body is not kept')
  else {
    for (const line of delivery.body.text.split('\n')) terminal.out(`  | ${printable(line)}`)
    if (delivery.body.truncated) terminal.out('  … and more')
  }
}

/** The body alone. A person sees it inert; a program or a file gets its exact bytes. */
function showRaw(terminal: Terminal, { body }: DeliveryDetail): ExitCode {
  if (body === null) {
    terminal.err('countersign: the body of this delivery is not kept')
    return 1
  }
  if (terminal.bytes === null) terminal.out(body.text)
  else terminal.bytes(Buffer.from(body.text, body.encoding))
  if (!body.truncated) return 0
  terminal.err('countersign: this is only the beginning of the body')
  return 1
}
