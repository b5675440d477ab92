import { type DeliveryDetail, DeliveryPage, DeliveryResult, type DeliverySummary } from '../../contract/delivery.ts'
import { withDoor } from './cli-door.ts'
import { deliveryText, stateOf, verdictOf } from './delivery-text.ts'
import { deliveryPath, findDelivery } from './find-delivery.ts'
import { parseVerb } from './flags.ts'
import { printable } from './printable.ts'
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
  const { values, positionals } = parseVerb(argv, { raw: { type: 'boolean' }, all: { type: 'boolean' } }, [
    'SOURCE',
    'ID',
  ])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const [source = '', id = ''] = positionals
    const delivery = await findDelivery(door, source, id)
    if (values.raw === true) return showRaw(terminal, delivery)
    if (values.json === true) terminal.out(JSON.stringify(delivery))
    else for (const line of deliveryText(delivery, values.all === true)) terminal.out(line)
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

function rowOf(row: DeliverySummary): string {
  const { received_at, source, delivery_id, task_ids, address } = row
  const told = `${printable(row.event ?? '').padEnd(20)} ${stateOf(row).padEnd(12)} ${verdictOf(row).padEnd(14)}`
  const tasks = task_ids.length === 0 ? '' : `  ${task_ids.map(printable).join(', ')}`
  const from = address === null ? '' : `  from ${printable(address)}`
  return `${received_at}  ${source.padEnd(8)} ${told} ${printable(delivery_id)}${tasks}${from}`
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
