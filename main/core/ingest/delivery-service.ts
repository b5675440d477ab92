import type { Assurance, IngressSource } from '../../../contract/assurance.ts'
import { DeliveryResult } from '../../../contract/delivery.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Call } from '../kernel/call.ts'
import { timestamp } from '../kernel/clock.ts'
import { sha256 } from '../kernel/sha256.ts'
import type { StoredDelivery } from './delivery-bodies.ts'
import { createDeliveryFlights } from './delivery-flights.ts'
import { assuranceOf, type DeliveryName, type DeliveryRecord } from './delivery-index.ts'
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
 * result. What failed after its claim is a dead letter: the sender's next try, a restart or an admin carries it out. While the intake is
 * paused, a delivery is claimed and answered with `held`.
 */
export interface DeliveryService {
  /** `address`: from where it came, as far as that is known. Throws `delivery_changed` when the id was claimed for another body; `audit_unavailable`, `storage_failed` or `write_conflict`: the delivery can then be sent again and goes on where it stopped. */
  accept(call: Call, delivery: Delivery, address: string | null): Promise<Accepted>
  /** By an admin: carries a kept delivery out again. Throws `delivery_not_found`, `delivery_not_replayable`, `intake_paused` and what `accept` throws. */
  replay(call: Call, source: IngressSource, deliveryId: string): Promise<Accepted>
  /**
   * Carries out what was claimed and has no result, each once, in the order in which it was claimed, as long as `goOn` says so. `ended` is
   * called in the very moment in which nothing is left. Resolves to how many were finished and how many failed again.
   */
  resume(goOn: () => boolean, ended: () => void): Promise<{ readonly finished: number; readonly failed: number }>
}

/** Results of remote requests: what was asked for then is not asked for again by replaying it. */
export const NOT_REPLAYABLE: readonly string[] = ['answered', 'decided', 'refused', 'ignored']

export function createDeliveryService(parts: DeliveryParts): DeliveryService {
  const { index, bodies, hold } = parts
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
    if (known === null && hold.holds()) {
      hold.held()
      return heldOf(first)
    }
    if (known !== null && hold.isPaused()) return steps.replayed(call, d, heldOf(first), arrival)
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
    d: StoredDelivery,
    body_sha256: string,
    joined: (first: DeliveryResult) => Promise<DeliveryResult>,
    work: () => Promise<DeliveryResult>,
  ) {
    const refuse = (): never => {
      throw changed(d.delivery_id)
    }
    const body = d.source === 'telegram' ? d.delivery_id : `${d.event}:${body_sha256}`
    const ofBody = { key: `${d.source}:${body}`, body_sha256 }
    const ofId = { key: `${d.source}:${d.delivery_id}`, body_sha256: `${d.event}:${body_sha256}` }
    return byId.run(ofId, () => byBody.run(ofBody, work, joined, refuse), joined, refuse)
  }

  /** A claimed delivery from its stored body. */
  async function again(
    outer: Call,
    d: StoredDelivery,
    known: DeliveryRecord | null,
    joined: (call: Call, first: DeliveryResult) => Promise<DeliveryResult>,
  ) {
    const mapping = steps.mappingOf(d, JSON.parse(Buffer.from(d.raw).toString()))
    const call = { ...outer, correlation_id: correlationOf(outer, mapping) }
    const work = (): Promise<DeliveryResult> => {
      // Read anew: while the body was read, its sender may have sent it again and have had it carried out.
      const now = known === null ? null : index.record(d.source, d.delivery_id)
      if (now?.result) return joined(call, DeliveryResult.parse(now.result.data['result']))
      return steps.carryOut(call, d, mapping, now)
    }
    const result = await alone(d, sha256(d.raw), (first) => joined(call, first), work)
    return { result, correlation_id: call.correlation_id }
  }

  /** False when it failed again. */
  async function finish({ source, delivery_id }: DeliveryName): Promise<boolean> {
    try {
      const record = index.record(source, delivery_id)
      // Its sender, or an admin, was faster.
      if (record === null || record.result !== null) return true
      const d = await bodies.read(source, delivery_id)
      const call = { actor: record.claim.actor, correlation_id: record.claim.correlation_id }
      if (d === null) throw new AppError('delivery_not_replayable', `The body of ${delivery_id} is missing.`)
      const joined = async (_call: Call, first: DeliveryResult): Promise<DeliveryResult> => first
      let done = await again(call, d, record, joined)
      // Somebody who sends it is being told just now that it waits.
      while (done.result.outcome === 'held') done = await again(call, d, index.record(source, delivery_id), joined)
      return true
    } catch (error) {
      parts.logger.error({ err: error, source, delivery_id }, 'a claimed delivery could not be carried out')
      return false
    }
  }

  return {
    accept: async (outer, delivery, address) => {
      const { payload, ...facts } = delivery
      const d: StoredDelivery = { ...facts, received_at: timestamp(parts.clock) }
      const call = { ...outer, correlation_id: correlationOf(outer, steps.mappingOf(d, payload)) }
      const arrival = { body_sha256: sha256(d.raw), address }
      const work = (): Promise<DeliveryResult> => acceptOnce(call, d, delivery, arrival)
      const joined = (first: DeliveryResult): Promise<DeliveryResult> => steps.replayed(call, d, first, arrival)
      const result = await alone(d, arrival.body_sha256, joined, work)
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
      if (hold.isPaused() && before !== null)
        throw new AppError('intake_paused', 'Nothing is carried out again while the intake is paused.')
      const d = await bodies.read(source, deliveryId)
      if (d === null)
        throw new AppError('delivery_not_replayable', `The body of delivery ${deliveryId} is no longer kept.`)
      // What has no result is carried out with the others.
      if (hold.isPaused()) return { result: heldOf(d), correlation_id: record.claim.correlation_id }
      await steps.replayRequested(call, d, before?.outcome ?? null)
      return again(call, d, before === null ? record : null, (caller, first) => steps.replayed(caller, d, first, null))
    },
    resume: async (goOn, ended) => {
      const tried = new Set<string>()
      const count = { finished: 0, failed: 0 }
      for (;;) {
        const left = index.open().filter((name) => !tried.has(keyOf(name)))
        if (left.length === 0) ended()
        if (left.length === 0 || !goOn()) return count
        for (const name of left) {
          if (!goOn()) break
          tried.add(keyOf(name))
          count[(await finish(name)) ? 'finished' : 'failed'] += 1
        }
      }
    },
  }
}

function changed(deliveryId: string): AppError {
  return new AppError('delivery_changed', `Delivery ${deliveryId} was received before with another body.`)
}

const keyOf = ({ source, delivery_id }: DeliveryName): string => `${source}:${delivery_id}`

const heldOf = ({ delivery_id, event }: StoredDelivery): DeliveryResult => ({
  ...{ delivery_id, event, outcome: 'held', task_ids: [], replayed: false },
})
