import type { DeliveryEntry, Outcome } from './delivery-record.ts'

/** What a way of sending allows. */
export interface DeliveryTerms {
  /** At most so many attempts. */
  readonly attempts: number
  /** Whether a receiver can tell that what comes twice is the same; then it may be sent again though it may have arrived. */
  readonly repeatable: boolean
  /** sha256 of the address. */
  readonly to: string
}

/** Of an attempt that ended: its number, when, to which address (sha256), and what came of it. */
export interface Ended {
  readonly attempt: number
  readonly at: string
  readonly to: string
  readonly outcome: Outcome
}

/**
 * `attempt`: try, for the time `attempt`; `after` is the attempt that failed before it, null for the first. `delivered`: it has arrived.
 * `failed`: it has not, or nobody knows (`unknown`), and it is not tried again.
 */
export type DeliveryStep =
  | { readonly do: 'attempt'; readonly attempt: number; readonly after: Ended | null }
  | { readonly do: 'delivered'; readonly ended: Ended }
  | { readonly do: 'failed'; readonly how: 'refused' | 'not_delivered' | 'unknown'; readonly ended: Ended }

const DIED: Outcome = {
  ...{ how: 'unknown', reason: 'the console ended before an answer came' },
  ...{ status: null, message_id: null, wait_ms: null },
}

/**
 * What is to be done next, from what the journal says alone: the same for a call that runs and for one that is taken up after a crash.
 * An attempt without an answer is one whose outcome is unknown.
 */
export function nextStep(entries: readonly DeliveryEntry[], terms: DeliveryTerms): DeliveryStep {
  const ended = endedAttempts(entries)
  const last = ended.at(-1)
  if (last === undefined) return { do: 'attempt', attempt: 1, after: null }
  const arrived = ended.find(({ outcome }) => outcome.how === 'delivered')
  if (arrived !== undefined) return { do: 'delivered', ended: arrived }
  const isDoubtful = mayHaveArrived(entries)
  const sameReceiver = ended.every(({ to }) => to === terms.to)
  const mayRepeat = !isDoubtful || (terms.repeatable && sameReceiver)
  if (last.outcome.how !== 'refused' && mayRepeat && last.attempt < terms.attempts)
    return { do: 'attempt', attempt: last.attempt + 1, after: last }
  if (isDoubtful) return { do: 'failed', how: 'unknown', ended: last }
  return { do: 'failed', how: last.outcome.how === 'refused' ? 'refused' : 'not_delivered', ended: last }
}

/** Whether an attempt was handed over without an answer that tells what became of it. */
export const mayHaveArrived = (entries: readonly DeliveryEntry[]): boolean =>
  endedAttempts(entries).some(({ outcome }) => outcome.how === 'unknown')

/** Oldest first. */
export function endedAttempts(entries: readonly DeliveryEntry[]): readonly Ended[] {
  return entries
    .filter((entry) => entry.kind === 'intent')
    .map(({ attempt, at, to }) => {
      const answer = entries.find((entry) => entry.kind === 'answer' && entry.attempt === attempt)
      return answer?.kind === 'answer'
        ? { attempt, at: answer.at, to, outcome: answer.outcome }
        : { attempt, at, to, outcome: DIED }
    })
}

const LONGEST_WAIT_MS = 30_000

/**
 * How long after a failed attempt the next one begins, in milliseconds: exponential, half of it by chance, so that many who lost the same
 * receiver do not come back together; never sooner than the receiver asks. `random` is from [0, 1).
 */
export function waitBeforeNext({ attempt, outcome }: Ended, firstWaitMs: number, random: number): number {
  const planned = Math.min(LONGEST_WAIT_MS, firstWaitMs * 2 ** (attempt - 1))
  return Math.ceil(Math.max(outcome.wait_ms ?? 0, planned / 2 + (planned / 2) * random))
}
