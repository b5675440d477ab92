import * as z from 'zod'
import { Sha256, Timestamp } from '../../../../contract/ids.ts'
import { oneLine } from '../one-line.ts'

/**
 * What became of one attempt. `refused`: the other side answered no. `later`: it answered that it could not take it now. `not_sent`:
 * nothing left this machine. `unknown`: it was handed over, at least in part, and no answer tells what became of it.
 */
export const Outcome = z.strictObject({
  how: z.enum(['delivered', 'refused', 'later', 'not_sent', 'unknown']),
  /** In words without secrets; empty for what was delivered. */
  reason: z.string().max(500),
  /** Of HTTP, when there was an answer. */
  status: z.int().nullable(),
  /** Of Telegram. */
  message_id: z.int().nullable(),
  /** How long the other side asks to wait. */
  wait_ms: z.number().min(0).nullable(),
})
export type Outcome = z.infer<typeof Outcome>

/** `to`: sha256 of the address, so that another address under the same name is noticed. */
const Intent = z.strictObject({ kind: z.literal('intent'), attempt: z.int().min(1), at: Timestamp, to: Sha256 })
const Answer = z.strictObject({ kind: z.literal('answer'), attempt: z.int().min(1), at: Timestamp, outcome: Outcome })

/** A line of the journal: what is about to be sent, or what came of it. */
export const DeliveryEntry = z.discriminatedUnion('kind', [Intent, Answer])
export type DeliveryEntry = z.infer<typeof DeliveryEntry>

/** What was tried for one call, in a file of its own. */
export interface DeliveryJournal {
  /** Oldest first. A last line that was cut short is none: what it was to announce did not begin. Null: it cannot be made out. */
  read(): Promise<readonly DeliveryEntry[] | null>
  /** Durable when it resolves. Rejects with the system's error. */
  write(entry: DeliveryEntry): Promise<void>
}

const NOTHING = { reason: '', status: null, message_id: null, wait_ms: null }

export const outcomeOf = (how: Outcome['how'], said: Partial<Omit<Outcome, 'how'>>): Outcome => ({
  ...{ ...NOTHING, ...said, how },
  reason: oneLine(said.reason ?? ''),
})
