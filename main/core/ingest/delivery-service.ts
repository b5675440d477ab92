import type { Assurance, IngressSource } from '../../../contract/assurance.ts'
import type { AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'
import { DeliveryResult } from '../../../contract/delivery.ts'
import type { EventLog, WrittenEvent } from '../audit/event-log.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Call } from '../kernel/call.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import { sha256 } from '../kernel/sha256.ts'
import type { TaskService } from '../tasks/task-service.ts'
import type { DeliveryBodies, StoredDelivery } from './delivery-bodies.ts'
import { createDeliveryFlights } from './delivery-flights.ts'
import type { DeliveryIndex, DeliveryRecord } from './delivery-index.ts'
import type { IntentRunner } from './intent-runner.ts'
import type { RemoteDesk } from './remote-request.ts'
import type { Mapper, Mapping } from './task-mapping.ts'

/** A delivery whose sender was verified. */
export interface Delivery {
  readonly source: IngressSource
  readonly event: string
  readonly delivery_id: string
  readonly assurance: Assurance
  readonly payload: unknown
  readonly raw: Uint8Array
  /** Secrets redacted. */
  readonly headers: Readonly<Record<string, string>>
}

export interface Accepted {
  readonly result: DeliveryResult
  /** The task's when the delivery concerns one task, otherwise the caller's. */
  readonly correlation_id: string
}

/**
 * Carries every delivery out once: body and claim on the disk, then effects, then the result on the disk. A replay gets the recorded
 * result. What failed after its claim is a dead letter: the sender's next try, a restart or an admin carries it out.
 */
export interface DeliveryService {
  /** Throws `delivery_changed` when the id was claimed for another body; `audit_unavailable`, `storage_failed` or `write_conflict`: the delivery can then be sent again and goes on where it stopped. */
  accept(call: Call, delivery: Delivery): Promise<Accepted>
  /** By an admin: carries a kept delivery out again. Throws `delivery_not_found`, `delivery_not_replayable` and what `accept` throws. */
  replay(call: Call, source: IngressSource, deliveryId: string): Promise<Accepted>
  /** After a start: carries out what was claimed and has no result. Resolves to how many were finished and how many failed again. */
  resume(): Promise<{ readonly finished: number; readonly failed: number }>
}

export interface DeliveryParts {
  readonly log: EventLog
  readonly index: DeliveryIndex
  readonly bodies: DeliveryBodies
  readonly tasks: TaskService
  readonly hub: EventHub
  readonly clock: Clock
  readonly logger: Logger
  readonly mappers: Readonly<Record<IngressSource, Mapper>>
  readonly runner: IntentRunner
  readonly remote: RemoteDesk
}

type Prepared = Mapping | (Omit<Mapping, 'work'> & { readonly work: { kind: 'unmappable'; cause: unknown } })

/** Results of remote requests: what was asked for then is not asked for again by replaying it. */
export const NOT_REPLAYABLE: readonly string[] = ['answered', 'decided', 'refused', 'ignored']

export function createDeliveryService(parts: DeliveryParts): DeliveryService {
  const { log, index, bodies } = parts
  const flights = createDeliveryFlights()

  const nameOf = (d: StoredDelivery) => ({ source: d.source, event: d.event, delivery_id: d.delivery_id })

  function line(call: Call, d: StoredDelivery, type: AuditEventType, data: AuditEvent['data']): Promise<WrittenEvent> {
    return log.record({
      ...{ type, actor: call.actor, correlation_id: call.correlation_id, task_id: null, route: null, status: null },
      data: { ...nameOf(d), ...data },
    })
  }

  async function replayed(call: Call, d: StoredDelivery, first: DeliveryResult): Promise<DeliveryResult> {
    const { outcome, task_ids } = first
    const same = first.delivery_id === d.delivery_id ? {} : { same_body_as: first.delivery_id }
    const written = await line(call, d, 'webhook_replayed', { dedup_hit: true, outcome, ...same })
    parts.hub.publish('webhook_replayed', { ...written, correlation_id: call.correlation_id, ...nameOf(d) })
    if (d.source === 'telegram' && task_ids.length > 0)
      await log.record({
        ...{ type: 'telegram_dedup_hit', actor: call.actor, correlation_id: call.correlation_id, route: null },
        ...{ task_id: task_ids[0] ?? null, status: null, data: nameOf(d) },
      })
    return { ...first, delivery_id: d.delivery_id, replayed: true }
  }

  async function claim(call: Call, d: StoredDelivery, mapping: Prepared, assurance: Assurance, bodySha: string) {
    // The body first: a claim always has its body, so that it can be carried out after a crash without the sender.
    await bodies.keep(d)
    const { about, event_at } = mapping
    const facts = { assurance, signature_valid: true, body_sha256: bodySha, bytes: d.raw.length }
    await line(call, d, 'webhook_received', { ...facts, about: [...about], event_at })
  }

  async function effects(call: Call, d: StoredDelivery, mapping: Prepared, known: DeliveryRecord | null) {
    const { work } = mapping
    if (work.kind === 'unmappable') throw work.cause
    if (work.kind === 'ping') return { outcome: 'pong' as const, task_ids: [] }
    if (work.kind === 'recorded') return { outcome: 'recorded' as const, task_ids: [] }
    if (work.kind === 'remote')
      return parts.remote.carryOut(work.request, {
        delivery_id: d.delivery_id,
        correlation_id: call.correlation_id,
      })
    return parts.runner.run(call, nameOf(d), work.intents, known)
  }

  /** `known`: what was already done for it, null when nothing was. */
  async function carryOut(
    call: Call,
    d: StoredDelivery,
    mapping: Prepared,
    known: DeliveryRecord | null,
  ): Promise<DeliveryResult> {
    try {
      const { outcome, task_ids } = await effects(call, d, mapping, known)
      const result = {
        ...{ delivery_id: d.delivery_id, event: d.event },
        ...{ outcome, task_ids: [...task_ids], replayed: false },
      }
      const applied = await line(call, d, 'webhook_applied', { result, broadcast_count: parts.hub.clients })
      parts.hub.publish('webhook_applied', { ...applied, correlation_id: call.correlation_id, ...nameOf(d) })
      return result
    } catch (error) {
      const error_code = error instanceof AppError ? error.code : 'internal'
      // When the log itself is what failed, the claim without a result says the same.
      const failed = await line(call, d, 'webhook_failed', { error_code }).catch(() => null)
      if (failed !== null)
        parts.hub.publish('webhook_failed', { ...failed, correlation_id: call.correlation_id, ...nameOf(d) })
      throw error
    }
  }

  /** The delivery that was carried out with the same bytes under another id: GitHub's id is not covered by its signature. */
  function twin(source: IngressSource, bodySha: string): DeliveryResult | null {
    const other = source === 'telegram' ? null : index.byBody(source, bodySha)
    const result = other === null ? null : index.record(source, other.delivery_id)?.result
    return result ? DeliveryResult.parse(result.data['result']) : null
  }

  async function acceptOnce(call: Call, d: StoredDelivery, { assurance, payload }: Delivery, bodySha: string) {
    const known = index.record(d.source, d.delivery_id)
    if (known !== null && known.claim.data['body_sha256'] !== bodySha) throw changed(d)
    const first = known?.result
      ? DeliveryResult.parse(known.result.data['result'])
      : known
        ? null
        : twin(d.source, bodySha)
    if (first !== null) return replayed(call, d, first)
    if (known === null) await claim(call, d, mappingOf(d, assurance, payload), assurance, bodySha)
    // Mapped again: tasks may have moved until the claim was on the disk. From then on whoever changes one finds this delivery.
    return carryOut(call, d, mappingOf(d, assurance, payload), known)
  }

  function correlationOf(call: Call, mapping: Prepared): string {
    const only =
      mapping.work.kind === 'tasks' && mapping.work.intents.length === 1 ? mapping.work.intents[0] : undefined
    return only === undefined ? call.correlation_id : parts.tasks.correlationOf(only.task_id)
  }

  /** One at a time for each delivery; whoever comes meanwhile with the same one waits for its result. */
  function alone(call: Call, d: StoredDelivery, body_sha256: string, work: () => Promise<DeliveryResult>) {
    const flight = { key: `${d.source}:${d.delivery_id}`, body_sha256 }
    const joined = (first: DeliveryResult): Promise<DeliveryResult> => replayed(call, d, first)
    return flights.run(flight, work, joined, () => {
      throw changed(d)
    })
  }

  /** A payload that our own mapping stumbles over is claimed all the same: it is a dead letter, not lost. */
  function mappingOf(d: StoredDelivery, assurance: Assurance, payload: unknown): Prepared {
    const { event, delivery_id, received_at } = d
    try {
      return parts.mappers[d.source]({ event, delivery_id, received_at, assurance, payload })
    } catch (cause) {
      return { work: { kind: 'unmappable', cause }, about: [], event_at: null }
    }
  }

  /** A claimed delivery from its stored body. */
  async function again(outer: Call, d: StoredDelivery, record: DeliveryRecord, known: DeliveryRecord | null) {
    const assurance = assuranceOf(record.claim)
    const mapping = mappingOf(d, assurance, JSON.parse(Buffer.from(d.raw).toString()))
    const call = { ...outer, correlation_id: correlationOf(outer, mapping) }
    const result = await alone(call, d, sha256(d.raw), () => carryOut(call, d, mapping, known))
    return { result, correlation_id: call.correlation_id }
  }

  return {
    accept: async (outer, delivery) => {
      const { assurance, payload, ...facts } = delivery
      const d: StoredDelivery = { ...facts, received_at: timestamp(parts.clock) }
      const call = { ...outer, correlation_id: correlationOf(outer, mappingOf(d, assurance, payload)) }
      const bodySha = sha256(d.raw)
      const result = await alone(call, d, bodySha, () => acceptOnce(call, d, delivery, bodySha))
      return { result, correlation_id: call.correlation_id }
    },
    replay: async (call, source, deliveryId) => {
      const record = index.record(source, deliveryId)
      if (record === null) throw new AppError('delivery_not_found', `No delivery ${deliveryId} of ${source}.`)
      const before = record.result === null ? null : DeliveryResult.parse(record.result.data['result'])
      if (before !== null && NOT_REPLAYABLE.includes(before.outcome))
        throw new AppError(
          'delivery_not_replayable',
          `Delivery ${deliveryId} was a remote request (${before.outcome}).`,
        )
      const d = await bodies.read(source, deliveryId)
      if (d === null)
        throw new AppError('delivery_not_replayable', `The body of delivery ${deliveryId} is no longer kept.`)
      await line(call, d, 'webhook_replay_requested', { outcome: before?.outcome ?? null })
      return again(call, d, record, before === null ? record : null)
    },
    resume: async () => {
      let finished = 0
      let failed = 0
      for (const { source, delivery_id } of index.open()) {
        const record = index.record(source, delivery_id)
        const d = await bodies.read(source, delivery_id)
        if (record === null) continue
        const call = { actor: record.claim.actor, correlation_id: record.claim.correlation_id }
        try {
          if (d === null) throw new AppError('delivery_not_replayable', `The body of ${delivery_id} is missing.`)
          await again(call, d, record, record)
          finished += 1
        } catch (error) {
          parts.logger.error({ err: error, source, delivery_id }, 'a claimed delivery could not be carried out')
          failed += 1
        }
      }
      return { finished, failed }
    },
  }
}

function assuranceOf(claim: AuditEvent): Assurance {
  const given = claim.data['assurance']
  return given === 'token' || given === 'none' ? given : 'signed'
}

function changed(d: StoredDelivery): AppError {
  return new AppError('delivery_changed', `Delivery ${d.delivery_id} was received before with another body.`)
}
