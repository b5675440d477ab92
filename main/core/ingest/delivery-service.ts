import type { AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'
import { DeliveryResult } from '../../../contract/webhook.ts'
import type { AuditIndex, DeliveryRecord } from '../audit/audit-index.ts'
import type { EventLog, WrittenEvent } from '../audit/event-log.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Call } from '../kernel/call.ts'
import type { TaskService } from '../tasks/task-service.ts'
import type { Mapping } from './task-mapping.ts'

/** A delivery whose signature was verified. */
export interface Delivery {
  readonly source: 'github'
  readonly event: string
  readonly delivery_id: string
  /** sha256 of the raw body. */
  readonly body_sha256: string
  /** Pure: what the payload asks for. */
  readonly map: () => Mapping
}

/** Carries every delivery out once: claim on the disk, then effects, then the result on the disk. A replay gets the recorded result. */
export interface DeliveryService {
  /**
   * Throws `delivery_changed` when the id was claimed for another body; `audit_unavailable`, `storage_failed` or `write_conflict`: the delivery can then be sent again and goes on where it stopped.
   * `correlation_id` is the task's when the delivery concerns one task, otherwise the caller's.
   */
  accept(call: Call, delivery: Delivery): Promise<{ readonly result: DeliveryResult; readonly correlation_id: string }>
}

export function createDeliveryService(parts: {
  log: EventLog
  index: AuditIndex
  tasks: TaskService
  hub: EventHub
}): DeliveryService {
  const inFlight = new Map<string, { readonly body_sha256: string; readonly result: Promise<DeliveryResult> }>()

  function line(call: Call, delivery: Delivery, type: AuditEventType, data: AuditEvent['data']): Promise<WrittenEvent> {
    const { source, event, delivery_id } = delivery
    return parts.log.record({
      ...{ type, actor: call.actor, correlation_id: call.correlation_id, task_id: null, route: null, status: null },
      data: { source, event, delivery_id, ...data },
    })
  }

  async function replayed(call: Call, delivery: Delivery, result: DeliveryResult): Promise<DeliveryResult> {
    await line(call, delivery, 'webhook_replayed', { dedup_hit: true, outcome: result.outcome })
    return { ...result, replayed: true }
  }

  async function carryOut(
    call: Call,
    delivery: Delivery,
    mapping: Mapping,
    known: DeliveryRecord | null,
  ): Promise<DeliveryResult> {
    if (known === null)
      await line(call, delivery, 'webhook_received', { signature_valid: true, body_sha256: delivery.body_sha256 })
    // After a crash the claim stands but the result is missing: what was already written is not written again.
    const written = new Map((known?.writes ?? []).map((event) => [event.task_id ?? '', event.type]))
    for (const intent of mapping.kind === 'tasks' ? mapping.intents : []) {
      if (written.has(intent.task_id)) continue
      const { change } = await parts.tasks.upsert(call, intent.task_id, intent.upsert, {
        delivery_id: delivery.delivery_id,
      })
      if (change !== null) written.set(intent.task_id, change)
    }
    const outcome = outcomeOf(mapping, [...written.values()])
    const result = {
      delivery_id: delivery.delivery_id,
      event: delivery.event,
      outcome,
      task_ids: [...written.keys()],
      replayed: false,
    }
    const applied = await line(call, delivery, 'webhook_applied', { result, broadcast_count: parts.hub.clients })
    const { source, event, delivery_id } = delivery
    parts.hub.publish('webhook_applied', {
      ...applied,
      correlation_id: call.correlation_id,
      source,
      event,
      delivery_id,
    })
    return result
  }

  async function acceptOnce(call: Call, delivery: Delivery, mapping: Mapping): Promise<DeliveryResult> {
    const known = parts.index.delivery(delivery.delivery_id)
    if (known !== null && known.claim.data['body_sha256'] !== delivery.body_sha256) throw changed(delivery)
    if (known?.result) return replayed(call, delivery, DeliveryResult.parse(known.result.data['result']))
    return carryOut(call, delivery, mapping, known)
  }

  function correlationOf(call: Call, mapping: Mapping): string {
    const only = mapping.kind === 'tasks' && mapping.intents.length === 1 ? mapping.intents[0] : undefined
    return only === undefined ? call.correlation_id : parts.tasks.correlationOf(only.task_id)
  }

  return {
    accept: async (outer, delivery) => {
      const mapping = delivery.map()
      const call = { ...outer, correlation_id: correlationOf(outer, mapping) }
      const running = inFlight.get(delivery.delivery_id)
      if (running !== undefined && running.body_sha256 !== delivery.body_sha256) throw changed(delivery)
      if (running !== undefined)
        return { result: await replayed(call, delivery, await running.result), correlation_id: call.correlation_id }
      const mine = acceptOnce(call, delivery, mapping)
      inFlight.set(delivery.delivery_id, { body_sha256: delivery.body_sha256, result: mine })
      try {
        return { result: await mine, correlation_id: call.correlation_id }
      } finally {
        inFlight.delete(delivery.delivery_id)
      }
    },
  }
}

function changed(delivery: Delivery): AppError {
  return new AppError('delivery_changed', `Delivery ${delivery.delivery_id} was received before with another body.`)
}

function outcomeOf(mapping: Mapping, changes: readonly AuditEventType[]): DeliveryResult['outcome'] {
  if (mapping.kind === 'ping') return 'pong'
  if (mapping.kind === 'recorded') return 'recorded'
  if (changes.includes('task_created')) return 'task_created'
  return changes.length > 0 ? 'task_updated' : 'unchanged'
}
