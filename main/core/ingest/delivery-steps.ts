import type { IngressSource } from '../../../contract/assurance.ts'
import type { AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'
import type { DeliveryResult } from '../../../contract/delivery.ts'
import type { EventLog, WrittenEvent } from '../audit/event-log.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Call } from '../kernel/call.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import type { TaskService } from '../tasks/task-service.ts'
import { boundHeaders } from './bounded-headers.ts'
import type { DeliveryBodies, StoredDelivery } from './delivery-bodies.ts'
import type { DeliveryHold } from './delivery-hold.ts'
import type { DeliveryIndex, DeliveryRecord } from './delivery-index.ts'
import type { IntentRunner } from './intent-runner.ts'
import type { RemoteDesk } from './remote-request.ts'
import type { Mapper, Mapping } from './task-mapping.ts'

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
  readonly hold: DeliveryHold
}

/** What is to be done for a delivery; `unmappable`: our own mapping stumbled over it. */
export type Prepared = Mapping | (Omit<Mapping, 'work'> & { readonly work: { kind: 'unmappable'; cause: unknown } })

/** How a delivery came in this time. */
export interface Arrival {
  readonly body_sha256: string
  /** From where, as far as it is known. */
  readonly address: string | null
}

/** The single steps of a delivery, each with its line in the log. */
export interface DeliverySteps {
  mappingOf(d: StoredDelivery, payload: unknown): Prepared
  /** Body and claim, durably. */
  claim(call: Call, d: StoredDelivery, mapping: Prepared, bodySha: string): Promise<void>
  /** `known`: what was already done for it, null when nothing was. */
  carryOut(call: Call, d: StoredDelivery, mapping: Prepared, known: DeliveryRecord | null): Promise<DeliveryResult>
  /** Answers a delivery that came again with the result of the first. `arrival`: null when it came from what is kept here. */
  replayed(call: Call, d: StoredDelivery, first: DeliveryResult, arrival: Arrival | null): Promise<DeliveryResult>
  replayRequested(call: Call, d: StoredDelivery, outcome: string | null): Promise<void>
}

/** Of the headers of what comes again: whoever holds one signed delivery can send it without end, and each leaves a line. */
const HEADER_BYTES = 4096

export function createDeliverySteps(parts: Omit<DeliveryParts, 'index' | 'clock' | 'logger' | 'hold'>): DeliverySteps {
  const { log } = parts
  const nameOf = (d: StoredDelivery) => ({ source: d.source, event: d.event, delivery_id: d.delivery_id })

  function line(call: Call, d: StoredDelivery, type: AuditEventType, data: AuditEvent['data']): Promise<WrittenEvent> {
    return log.record({
      ...{ type, actor: call.actor, correlation_id: call.correlation_id, task_id: null, route: null, status: null },
      data: { ...nameOf(d), ...data },
    })
  }

  async function replayed(
    call: Call,
    d: StoredDelivery,
    first: DeliveryResult,
    arrival: Arrival | null,
  ): Promise<DeliveryResult> {
    const { outcome, task_ids } = first
    const same = first.delivery_id === d.delivery_id ? {} : { same_body_as: first.delivery_id }
    const written = await line(call, d, 'webhook_replayed', {
      ...{ dedup_hit: true, outcome, ...same },
      ...(arrival === null ? {} : cameWith(d, arrival)),
    })
    parts.hub.publish('webhook_replayed', { ...written, correlation_id: call.correlation_id, ...nameOf(d) })
    if (d.source === 'telegram' && task_ids.length > 0)
      await log.record({
        ...{ type: 'telegram_dedup_hit', actor: call.actor, correlation_id: call.correlation_id, route: null },
        ...{ task_id: task_ids[0] ?? null, status: null, data: nameOf(d) },
      })
    return { ...first, delivery_id: d.delivery_id, replayed: true }
  }

  async function claim(call: Call, d: StoredDelivery, mapping: Prepared, bodySha: string) {
    // The body first: a claim always has its body, so that it can be carried out after a crash without the sender.
    await parts.bodies.keep(d)
    const { about, event_at } = mapping
    const facts = { assurance: d.assurance, signature_valid: true, body_sha256: bodySha, bytes: d.raw.length }
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
      if (!(error instanceof AppError)) throw error
      // Whoever sent it may stop sending: it is kept here as a dead letter.
      throw new AppError(error.code, error.message, { ...error.extras, claimed: true }, { cause: error })
    }
  }

  /** A payload that our own mapping stumbles over is claimed all the same: it is a dead letter, not lost. */
  function mappingOf(d: StoredDelivery, payload: unknown): Prepared {
    const { event, delivery_id, received_at, assurance } = d
    try {
      return parts.mappers[d.source]({ event, delivery_id, received_at, assurance, payload })
    } catch (cause) {
      return { work: { kind: 'unmappable', cause }, about: [], event_at: null }
    }
  }

  return {
    mappingOf,
    claim,
    carryOut,
    replayed,
    replayRequested: async (call, d, outcome) => {
      await line(call, d, 'webhook_replay_requested', { outcome })
    },
  }
}

/** What can be said of one that came again: its headers, as far as they fit, and its body by its hash. */
function cameWith({ headers }: StoredDelivery, { body_sha256, address }: Arrival): AuditEvent['data'] {
  const bounded = boundHeaders(headers, HEADER_BYTES)
  const left = bounded.dropped === 0 ? {} : { headers_dropped: bounded.dropped }
  return { body_sha256, address, headers: { ...bounded.headers }, ...left }
}
