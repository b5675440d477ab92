import { Inbox } from '../../contract/inbox.ts'
import { approvalRow } from './approval-lines.ts'
import { withDoor } from './cli-door.ts'
import { parseVerb } from './flags.ts'
import { printable } from './printable.ts'
import type { ExitCode, Terminal } from './terminal.ts'

/** Everything that waits for a decision, in its order. Exit code 1 when a part could not be asked: then this is not all. */
export async function inbox(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, {}, [])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const waiting = Inbox.parse(await door.request('GET', '/api/inbox'))
    if (values.json === true) terminal.out(JSON.stringify(waiting))
    else for (const line of inboxLines(waiting)) terminal.out(line)
    return waiting.parts.every(({ state }) => state === 'ok') ? 0 : 1
  })
}

function inboxLines({ now, items, more, parts }: Inbox): string[] {
  const rows = items.map((item) =>
    item.kind === 'approval'
      ? approvalRow(item.approval, now)
      : `${printable(item.task.task_id).padEnd(19)}  ${item.task.status.padEnd(22)} ${'task'.padEnd(16)} ${printable(item.task.title)}`,
  )
  const lost = parts.filter(({ state }) => state === 'unreachable')
  return [
    ...rows,
    ...(more > 0 ? [`and ${more} more`] : []),
    ...lost.map(
      ({ part, reason }) => `NOT KNOWN: ${printable(part)} cannot be asked: ${printable(reason ?? 'unknown')}`,
    ),
    ...(rows.length === 0 && lost.length === 0 ? ['nothing waits'] : []),
  ]
}
