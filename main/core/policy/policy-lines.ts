import type { Sha256 } from '../../../contract/ids.ts'
import type { Actor } from '../../../contract/scope.ts'
import type { EventDraft, EventLog, WrittenEvent } from '../audit/event-log.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { PolicyVersion } from './policy-history.ts'

/** Who changed the policy. */
export interface PolicyAuthor {
  readonly actor: Actor
  readonly correlation_id: string
}

export interface LoadedFacts {
  readonly rules: number
  /** What was in force until now; null at the start. */
  readonly before: Sha256 | null
  /** Why, when nobody asked for it. */
  readonly because: string | null
}

/** The lines that tell of policies, and the words to the clients. All but `tell` throw AppError `audit_unavailable`. */
export interface PolicyLines {
  loaded(by: PolicyAuthor, now: PolicyVersion, facts: LoadedFacts): Promise<WrittenEvent>
  refused(by: PolicyAuthor, sha256: Sha256 | null, reason: string, inForce: Sha256): Promise<void>
  /** A change that was not saved: `given` is what it was based on, null when it did not say. */
  conflict(by: PolicyAuthor, given: Sha256 | null, inForce: Sha256): Promise<void>
  /** That the policy is to be read again; `written` null when no line was written for it. */
  tell(by: PolicyAuthor, sha256: Sha256, written: WrittenEvent | null): void
}

export function createPolicyLines(parts: {
  log: Pick<EventLog, 'record'>
  hub: Pick<EventHub, 'publish' | 'latestSeq'>
  clock: Clock
}): PolicyLines {
  const { log, hub, clock } = parts

  function record(type: EventDraft['type'], by: PolicyAuthor, data: EventDraft['data']): Promise<WrittenEvent> {
    const { actor, correlation_id } = by
    return log.record({ type, actor, correlation_id, task_id: null, route: null, status: null, data })
  }

  return {
    loaded: (by, { sha256, origin }, { rules, before, because }) =>
      record('policy_loaded', by, { sha256, origin, rules, before, because }),
    refused: async (by, sha256, reason, in_force) => {
      const written = await record('policy_refused', by, { sha256, reason, in_force })
      hub.publish('policy_refused', { ...written, correlation_id: by.correlation_id, sha256: sha256 ?? '' })
    },
    conflict: async (by, given_sha, base_sha) => {
      const missing = given_sha === null ? { missing: true } : {}
      await record('write_conflict', by, { of: 'policy', given_sha, base_sha, ...missing })
    },
    tell: ({ correlation_id }, sha256, written) => {
      const { seq, ts } = written ?? { seq: hub.latestSeq, ts: timestamp(clock) }
      hub.publish('policy_loaded', { seq, ts, correlation_id, sha256 })
    },
  }
}
