import type { Assurance, IngressSource } from '../../../contract/assurance.ts'
import { DeliveryResult } from '../../../contract/delivery.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Call } from '../kernel/call.ts'
import { timestamp } from '../kernel/clock.ts'
import { sha256 } from '../kernel/sha256.ts'
import type { StoredDelivery } from './delivery-bodies.ts'
import { createDeliveryFlights } from './delivery-flights.ts'
import { assuranceOf, type DeliveryRecord } from './delivery-index.ts'
import { type Arrival, createDeliverySteps, type DeliveryParts, type Prepared } from './delivery-steps.ts'

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
  /** `address`: from where it came, as far as that is known. Throws `delivery_changed` when the id was claimed for another body; `audit_unavailable`, `storage_failed` or `write_conflict`: the delivery can then be sent again and goes on where it stopped. */
  accept(call: Call, delivery: Delivery, address: string | null): Promise<Accepted>
  /** By an admin: carries a kept delivery out again. Throws `delivery_not_found`, `delivery_not_replayable` and what `accept` throws. */
  replay(call: Call, source: IngressSource, deliveryId: string): Promise<Accepted>
  /** After a start: carries out what was claimed and has no result. Resolves to how many were finished and how many failed again. */
  resume(): Promise<{ readonly finished: number; readonly failed: number }>
}

/** Results of remote requests: what was asked for then is not asked for again by replaying it. */
export const NOT_REPLAYABLE: readonly string[] = ['answered', 'decided', 'refused', 'ignored']

export function createDeliveryService(parts: DeliveryParts): DeliveryService {
  const { index, bodies } = parts
  const steps = createDeliverySteps(parts)
  const byId = createDeliveryFlights()
  const byBody = createDeliveryFlights()

  /** The delivery that was first claimed with the same bytes under another id: GitHub's id is not covered by its signature. */
  function twinOf(d: StoredDelivery, bodySha: string): DeliveryRecord | null {
    const other = d.source === 'telegram' ? null : index.byBody(d.source, bodySha)
    if (other === null || other.delivery_id === d.delivery_id) return null
    const record = index.record(d.source, other.delivery_id)
    // Nor is the event's name: under another one the same bytes were understood as something else.
    return record?.claim.data['event'] === d.event ? record : null
  }

  /** The same id with other bytes: a mistake, or a forgery; but what was fetched from GitHub's record is spelled anew, so there the signed original fits. */
  function checkBody(
    known: DeliveryRecord,
    { source, assurance, delivery_id, event }: Delivery,
    bodySha: string,
  ): void {
    if (known.claim.data['event'] !== event) throw changed(delivery_id)
    if (known.claim.data['body_sha256'] === bodySha) return
    const original = source === 'github' && assurance === 'signed' && assuranceOf(known.claim) === 'token'
    if (!original) throw changed(delivery_id)
  }

  async function acceptOnce(
    call: Call,
    d: StoredDelivery,
    delivery: Delivery,
    arrival: Arrival,
  ): Promise<DeliveryResult> {
    const { payload } = delivery
    const bodySha = arrival.body_sha256
    const own = index.record(d.source, d.delivery_id)
    if (own !== null) checkBody(own, delivery, bodySha)
    const twin = own === null ? twinOf(d, bodySha) : null
    const known = own ?? twin
    if (known?.result) return steps.replayed(call, d, DeliveryResult.parse(known.result.data['result']), arrival)
    // A dead letter that comes under another id is carried out as what it is, not claimed anew.
    const first = twin === null ? d : { ...d, delivery_id: String(twin.claim.data['delivery_id']) }
    if (known === null) await steps.claim(call, d, steps.mappingOf(d, payload), bodySha)
    // Mapped again: tasks may have moved until the claim was on the disk. From then on whoever changes one finds this delivery.
    return steps.carryOut(call, first, steps.mappingOf(first, payload), known)
  }

  function correlationOf(call: Call, mapping: Prepared): string {
    const only =
      mapping.work.kind === 'tasks' && mapping.work.intents.length === 1 ? mapping.work.intents[0] : undefined
    return only === undefined ? call.correlation_id : parts.tasks.correlationOf(only.task_id)
  }

  /** One at a time for each id, and for each body of the sources that sign; whoever comes meanwhile waits for that result. */
  function alone(
    call: Call,
    d: StoredDelivery,
    body_sha256: string,
    arrival: Arrival | null,
    work: () => Promise<DeliveryResult>,
  ) {
    const joined = (first: DeliveryResult): Promise<DeliveryResult> => steps.replayed(call, d, first, arrival)
    const refuse = (): never => {
      throw changed(d.delivery_id)
    }
    const body = d.source === 'telegram' ? d.delivery_id : `${d.event}:${body_sha256}`
    const ofBody = { key: `${d.source}:${body}`, body_sha256 }
    const ofId = { key: `${d.source}:${d.delivery_id}`, body_sha256: `${d.event}:${body_sha256}` }
    return byId.run(ofId, () => byBody.run(ofBody, work, joined, refuse), joined, refuse)
  }

  /** A claimed delivery from its stored body. */
  async function again(outer: Call, d: StoredDelivery, known: DeliveryRecord | null) {
    const mapping = steps.mappingOf(d, JSON.parse(Buffer.from(d.raw).toString()))
    const call = { ...outer, correlation_id: correlationOf(outer, mapping) }
    const result = await alone(call, d, sha256(d.raw), null, () => steps.carryOut(call, d, mapping, known))
    return { result, correlation_id: call.correlation_id }
  }

  return {
    accept: async (outer, delivery, address) => {
      const { payload, ...facts } = delivery
      const d: StoredDelivery = { ...facts, received_at: timestamp(parts.clock) }
      const call = { ...outer, correlation_id: correlationOf(outer, steps.mappingOf(d, payload)) }
      const arrival = { body_sha256: sha256(d.raw), address }
      const work = (): Promise<DeliveryResult> => acceptOnce(call, d, delivery, arrival)
      const result = await alone(call, d, arrival.body_sha256, arrival, work)
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
      await steps.replayRequested(call, d, before?.outcome ?? null)
      return again(call, d, before === null ? record : null)
    },
    resume: async () => {
      let finished = 0
      let failed = 0
      for (const { source, delivery_id } of index.open()) {
        try {
          const record = index.record(source, delivery_id)
          const d = await bodies.read(source, delivery_id)
          if (record === null) continue
          const call = { actor: record.claim.actor, correlation_id: record.claim.correlation_id }
          if (d === null) throw new AppError('delivery_not_replayable', `The body of ${delivery_id} is missing.`)
          await again(call, d, record)
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

function changed(deliveryId: string): AppError {
  return new AppError('delivery_changed', `Delivery ${deliveryId} was received before with another body.`)
}
