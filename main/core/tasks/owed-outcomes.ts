import type { EventDraft, EventLog, WrittenEvent } from '../audit/event-log.ts'

/** A write that happened and whose outcome line the log could not take. */
export interface OwedOutcome {
  readonly draft: EventDraft
  /** Tells the clients, once the line is on the disk. */
  readonly publish: (written: WrittenEvent) => void
}

/** Outcome lines that the log still has to take, in the order of their writes. */
export interface OwedOutcomes {
  add(outcome: OwedOutcome): void
  /** Records and publishes what is owed. Throws AppError `audit_unavailable` while the log cannot take it. */
  settle(): Promise<void>
}

export function createOwedOutcomes(log: EventLog): OwedOutcomes {
  const owed: OwedOutcome[] = []
  let settling: Promise<void> | null = null

  async function settleAll(): Promise<void> {
    for (let first = owed[0]; first !== undefined; first = owed[0]) {
      const written = await log.record(first.draft)
      owed.shift()
      first.publish(written)
    }
  }

  return {
    add: (outcome) => {
      owed.push(outcome)
    },
    settle: async () => {
      if (owed.length === 0) return
      settling ??= settleAll().finally(() => {
        settling = null
      })
      await settling
    },
  }
}
