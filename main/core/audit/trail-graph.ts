import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { TrailGraph } from '../../../contract/audit-trail.ts'
import { createTrailNodes, nodeId, type TrailNodes } from './trail-nodes.ts'
import { readToolLine } from './trail-tools.ts'

/** What has been read so far and later lines lean on. */
interface Reading {
  readonly nodes: TrailNodes
  /** Latest delivery, which lines about a message without a task belong to. */
  delivery: string | null
  /** Latest decision about each task. */
  readonly decisions: Map<string, string>
  /** Card whose button was pressed last, by task. */
  readonly pressed: Map<string, string>
}

/**
 * The lines of one correlation id as a graph: message → delivery → task → approvals → tool calls → what they made → replies and
 * decisions. Depends on the lines alone; a line that says less than it should is passed over. Every edge names the line that says so.
 */
export function trailGraph(events: readonly AuditEvent[]): TrailGraph {
  const reading: Reading = {
    nodes: createTrailNodes(),
    ...{ delivery: null, decisions: new Map(), pressed: new Map() },
  }
  for (const line of events) readLine(reading, line)
  return { nodes: reading.nodes.nodes(), edges: reading.nodes.edges() }
}

function readLine(reading: Reading, line: AuditEvent): void {
  // A request is the way in which something happened; what came of it has lines of its own.
  if (line.type === 'request_served' || line.type === 'request_refused') return
  const { nodes } = reading
  if (readToolLine(nodes, line)) return
  const task = line.task_id === null ? null : tellTask(nodes, line, line.task_id)
  switch (line.type) {
    case 'webhook_received':
    case 'webhook_applied':
    case 'webhook_failed':
    case 'webhook_replayed':
    case 'webhook_replay_requested':
      readDelivery(reading, line)
      return
    case 'task_created':
    case 'task_updated':
    case 'task_amended':
      if (task !== null) linkDelivery(reading, line, task)
      return
    case 'task_approved':
    case 'task_rejected':
      if (task !== null) readDecision(reading, line, task)
      return
    case 'evidence_kept':
      if (task !== null) readEvidence(nodes, line, task)
      return
    default:
      if (line.type.startsWith('telegram_')) readReply(reading, line, task)
  }
}

function tellTask(nodes: TrailNodes, line: AuditEvent, ref: string): string {
  const states: Readonly<Record<string, string>> = {
    ...{ task_created: 'created', task_approved: 'approved', task_rejected: 'rejected' },
    ...{ ssot_external_change: String(line.data['change']) },
  }
  const state = states[line.type] ?? null
  return nodes.tell(line, { kind: 'task', ref, label: null, state, task_id: ref })
}

function readDelivery(reading: Reading, line: AuditEvent): void {
  const { nodes } = reading
  const ref = deliveryRef(line)
  if (ref === null) return
  const { data } = line
  const result = data['result']
  const outcome = isRecord(result) ? text(result['outcome']) : null
  const states: Readonly<Record<string, string | null>> = {
    ...{ webhook_received: 'open', webhook_applied: outcome ?? 'applied', webhook_failed: 'failed' },
  }
  const label = [text(data['source']) ?? 'github', text(data['event'])].filter((word) => word !== null).join(' ')
  const delivery = nodes.tell(line, { kind: 'delivery', ref, label, state: states[line.type] ?? null, task_id: null })
  reading.delivery = delivery
  const about = data['about']
  const first = Array.isArray(about) ? text(about[0]) : null
  if (first !== null) {
    const message = nodes.tell(line, { kind: 'message', ref: first, label: first, state: null, task_id: null })
    nodes.link(line, message, delivery, 'arrived_as')
  }
  const ids = isRecord(result) ? result['task_ids'] : null
  if (Array.isArray(ids)) for (const id of ids) nodes.link(line, delivery, nodeId('task', String(id)), 'led_to')
}

/** A task's line names the delivery that it was written for. */
function linkDelivery({ nodes }: Reading, line: AuditEvent, task: string): void {
  const ref = deliveryRef(line)
  if (ref !== null) nodes.link(line, nodeId('delivery', ref), task, 'led_to')
}

function readDecision(reading: Reading, line: AuditEvent, task: string): void {
  const { nodes } = reading
  const state = line.type === 'task_approved' ? 'approved' : 'rejected'
  const label = `${state} by ${line.actor.sub}`
  const decision = nodes.tell(line, { kind: 'decision', ref: `line-${line.seq}`, label, state, task_id: line.task_id })
  nodes.link(line, task, decision, 'decided')
  const card = line.actor.door === 'telegram' ? reading.pressed.get(task) : undefined
  if (card !== undefined) nodes.link(line, card, decision, 'decided')
  reading.decisions.set(task, decision)
}

function readEvidence(nodes: TrailNodes, line: AuditEvent, task: string): void {
  const ref = text(line.data['package_id'])
  if (ref === null) return
  const kept = nodes.tell(line, { kind: 'evidence', ref, label: ref, state: 'kept', task_id: line.task_id })
  nodes.link(line, task, kept, 'kept')
}

/** What was said to people, and what they pressed. */
function readReply(reading: Reading, line: AuditEvent, task: string | null): void {
  const { nodes } = reading
  const card_id = text(line.data['card_id'])
  const told = (ref: string, label: string | null, state: string | null): string =>
    nodes.tell(line, { kind: 'reply', ref, label, state, task_id: line.task_id })
  const card = card_id === null ? null : nodeId('reply', `card-${card_id}`)
  const parent = task === null ? reading.delivery : (reading.decisions.get(task) ?? task)
  switch (line.type) {
    case 'telegram_card_sent':
      if (task !== null && card_id !== null)
        nodes.link(line, task, told(`card-${card_id}`, 'card with the decision', 'open'), 'answered')
      return
    case 'telegram_callback_accepted':
      if (task === null || card === null || !nodes.has(card)) return
      told(`card-${card_id}`, null, 'used')
      reading.pressed.set(task, card)
      return
    case 'telegram_card_withdrawn':
      if (card !== null && nodes.has(card)) told(`card-${card_id}`, null, text(line.data['reason']))
      return
    case 'telegram_reason_asked':
      if (card !== null && nodes.has(card))
        nodes.link(line, card, told(`question-${line.seq}`, 'question for the reason', 'sent'), 'answered')
      return
    case 'telegram_command_answered':
      if (parent !== null)
        nodes.link(line, parent, told(`line-${line.seq}`, `/${text(line.data['command'])}`, 'sent'), 'answered')
      return
    case 'telegram_send_failed':
      if (parent !== null) nodes.link(line, parent, told(`line-${line.seq}`, 'message', 'failed'), 'answered')
      return
    default:
      return
  }
}

function deliveryRef({ data }: AuditEvent): string | null {
  const id = text(data['delivery_id'])
  return id === null ? null : `${text(data['source']) ?? 'github'}/${id}`
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
