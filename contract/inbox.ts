import * as z from 'zod'
import { Approval } from './approval.ts'
import { Timestamp } from './ids.ts'
import { TaskSummary } from './task.ts'

/** One decision that waits for a person. */
export const InboxItem = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('approval'), rank: z.int(), waiting_since: Timestamp, approval: Approval }),
    z.strictObject({ kind: z.literal('task'), rank: z.int(), waiting_since: Timestamp, task: TaskSummary }),
  ])
  .meta({ id: 'InboxItem' })
export type InboxItem = z.infer<typeof InboxItem>

/** A place that decisions come from. `unreachable` is never the same as nothing pending. */
export const InboxPart = z
  .strictObject({
    part: z.string(),
    state: z.enum(['ok', 'unreachable']),
    reason: z.string().nullable(),
    as_of: Timestamp,
    waiting: z.int().nullable().meta({ description: 'null when it is not known' }),
  })
  .meta({ id: 'InboxPart' })
export type InboxPart = z.infer<typeof InboxPart>

/** Everything that waits for a decision: the gravest side effect first, then the least time left, then the longest wait. */
export const Inbox = z
  .strictObject({
    now: Timestamp,
    items: z.array(InboxItem),
    more: z.int().min(0).meta({ description: 'how many beyond the 500 given' }),
    parts: z.array(InboxPart),
  })
  .meta({ id: 'Inbox' })
export type Inbox = z.infer<typeof Inbox>
