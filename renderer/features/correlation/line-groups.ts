import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { TrailNode } from '../../../contract/audit-trail.ts'

/** Lines that follow each other and tell of the same thing; `node` is null for lines that tell of none. */
export interface LineGroup {
  readonly node: TrailNode | null
  readonly lines: readonly AuditEvent[]
}

/** The lines in their order, parted where they begin to tell of another node. */
export function groupLines(lines: readonly AuditEvent[], nodes: readonly TrailNode[]): LineGroup[] {
  const known = new Map(nodes.map((node) => [node.id, node]))
  const groups: { node: TrailNode | null; lines: AuditEvent[] }[] = []
  for (const line of lines) {
    const node = nodeOf(line, known)
    const last = groups.at(-1)
    if (last !== undefined && last.node?.id === node?.id) last.lines.push(line)
    else groups.push({ node, lines: [line] })
  }
  return groups
}

/** The most particular node that a line tells of. */
function nodeOf(line: AuditEvent, known: ReadonlyMap<string, TrailNode>): TrailNode | null {
  for (const id of names(line)) {
    const node = known.get(id)
    if (node !== undefined) return node
  }
  return null
}

/** Ids that the node may have, the most particular first; they are made as the service makes them. */
function names({ type, seq, data, task_id }: AuditEvent): string[] {
  const ids: string[] = []
  const tell = (kind: string, ref: unknown) => {
    if (typeof ref === 'string') ids.push(`${kind}:${ref}`)
  }
  if (type.startsWith('approval_')) tell('approval', field(data['approval'], 'approval_id'))
  if (type.startsWith('tool_call_') || type === 'policy_denied') tell('tool_call', field(data['run'], 'call_id'))
  if (type === 'evidence_kept') tell('evidence', data['package_id'])
  if (type === 'task_approved' || type === 'task_rejected') tell('decision', `line-${seq}`)
  if (type.startsWith('telegram_')) {
    for (const ref of [`line-${seq}`, `question-${seq}`]) tell('reply', ref)
    if (typeof data['card_id'] === 'string') tell('reply', `card-${data['card_id']}`)
  }
  if (type.startsWith('webhook_') && typeof data['delivery_id'] === 'string')
    tell('delivery', `${typeof data['source'] === 'string' ? data['source'] : 'github'}/${data['delivery_id']}`)
  tell('task', task_id)
  return ids
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}
