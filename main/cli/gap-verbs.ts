import { DeliveryResult, GapReport } from '../../contract/delivery.ts'
import { withDoor } from './cli-door.ts'
import { parseVerb } from './flags.ts'
import { printable } from './printable.ts'
import type { ExitCode, Terminal } from './terminal.ts'

const ROUTE = '/api/deliveries/github/gaps'

/** Exit code 1 when something is missing, or when it is not known of every hook: a script must not take either for calm. */
export async function deliveryGaps(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, {}, [])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const report = GapReport.parse(await door.request('GET', ROUTE))
    if (values.json === true) terminal.out(JSON.stringify(report))
    else show(terminal, report)
    return report.missed.length + report.incomplete.length === 0 ? 0 : 1
  })
}

export async function deliveryFetch(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, {}, ['HOOK', 'ID'])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const [hook, id] = positionals
    const result = DeliveryResult.parse(await door.request('POST', ROUTE, { hook, id }))
    const { outcome, replayed, task_ids } = result
    const words = [replayed ? `${outcome} before` : outcome, ...task_ids.map(printable)].join(' ')
    terminal.out(values.json === true ? JSON.stringify(result) : `${printable(result.delivery_id)}: ${words}`)
    return 0
  })
}

function show(terminal: Terminal, { missed, incomplete, hooks, seen, since }: GapReport): void {
  for (const { delivered_at, event, action, status_code, hook, id } of missed) {
    const what = printable(action === null ? event : `${event} ${action}`)
    const answered = status_code === 0 ? 'no answer' : String(status_code)
    terminal.out(`${delivered_at}  ${what.padEnd(28)} ${answered.padEnd(10)} ${printable(hook)} ${id}`)
  }
  terminal.out(`${missed.length} of ${seen} deliveries by ${hooks} hooks since ${since} never arrived here`)
  if (missed.length > 0) terminal.out('fetch one with: countersign deliveries fetch HOOK ID')
  for (const { hook, reason } of incomplete) terminal.err(`not known of ${printable(hook)}: ${printable(reason)}`)
}
