import * as z from 'zod'
import { ClaimLedger } from './claim-ledger.ts'
import { Sha256, TaskId, Timestamp } from './ids.ts'
import { Ack, Dispatch, EchoDifference, Observed, StoredResult, StoredVerdict } from './protocol.ts'

/**
 * Why a round came to no verdict. None of these says anything about success. `stopped`: somebody stopped the agent; `console_stopped`: the
 * console was stopped while it worked, for which nobody who worked can do anything: it counts for no round.
 */
export const RoundEnding = z
  .strictObject({
    reason: z.enum([
      'ack_mismatch',
      'ack_timeout',
      'result_timeout',
      'reviewer_timeout',
      'agent_failed',
      'agent_lost',
      'stopped',
      'console_stopped',
      'withdrawn',
    ]),
    at: Timestamp,
    detail: z.string().max(4000),
    difference: z.array(EchoDifference).max(50).default([]),
  })
  .meta({ id: 'RoundEnding' })
export type RoundEnding = z.infer<typeof RoundEnding>

/**
 * Where a task stands. `awaiting_dispatch`: the reviewer rejected, or the round ended without a verdict. `awaiting_person`: the reviewer
 * approved. `locked`: too many rounds, until an admin unlocks it. `decided`: a person approved or rejected the task.
 */
export const ProtocolPhase = z
  .enum([
    'idle',
    'awaiting_ack',
    'working',
    'observing',
    'awaiting_review',
    'awaiting_dispatch',
    'awaiting_person',
    'locked',
    'decided',
  ])
  .meta({ id: 'ProtocolPhase' })
export type ProtocolPhase = z.infer<typeof ProtocolPhase>

/** Closed while a task went through too many rounds. The one without `unlocked_at` holds. */
export const ProtocolLock = z
  .strictObject({
    locked_at: Timestamp,
    after_round: z.int().min(0),
    reason: z.string().max(1000),
    unlocked_at: Timestamp.nullable(),
    unlocked_by: z.string().max(200).nullable(),
    unlock_reason: z.string().max(4000).nullable(),
  })
  .meta({ id: 'ProtocolLock' })
export type ProtocolLock = z.infer<typeof ProtocolLock>

export const ProtocolRound = z
  .strictObject({
    dispatch: Dispatch,
    ack: Ack.nullable(),
    result: StoredResult.nullable(),
    observed: Observed.nullable(),
    verdict: StoredVerdict.nullable(),
    ended: RoundEnding.nullable(),
  })
  .meta({ id: 'ProtocolRound' })
export type ProtocolRound = z.infer<typeof ProtocolRound>

const Due = z.strictObject({ what: z.enum(['ack', 'heartbeat', 'result', 'verdict']), at: Timestamp })

/** Everything that the protocol says of a task, read from its file. `due`: the next instant at which something times out. */
export const ProtocolView = z
  .strictObject({
    task_id: TaskId,
    base_sha: Sha256,
    phase: ProtocolPhase,
    max_rounds: z.int().min(1),
    rounds_left: z
      .int()
      .min(0)
      .meta({ description: 'a round counts once it was rejected, came to nothing, or another one took its place' }),
    rounds: z.array(ProtocolRound),
    unreadable_rounds: z.int().min(0).meta({ description: 'rounds of the file that another program wrote otherwise' }),
    faults: z
      .array(z.string())
      .meta({ description: 'what in the file contradicts its own hashes: somebody changed it' }),
    due: Due.nullable(),
    last_heartbeat_at: Timestamp.nullable(),
    heartbeat_late: z.boolean(),
    lock: ProtocolLock.nullable(),
    ledger: ClaimLedger,
  })
  .meta({ id: 'ProtocolView' })
export type ProtocolView = z.infer<typeof ProtocolView>

/** Where a task stands, in a line. `since`: when that began. `round` 0: no round of it can be read. */
export const ProtocolRow = z
  .strictObject({
    task_id: TaskId,
    title: z.string(),
    phase: ProtocolPhase,
    since: Timestamp,
    round: z.int().min(0),
    rounds_left: z.int().min(0),
    due: Due.nullable(),
    faults: z.int().min(0).meta({ description: 'places in which its file contradicts itself' }),
  })
  .meta({ id: 'ProtocolRow' })
export type ProtocolRow = z.infer<typeof ProtocolRow>

/** What stood longest comes first. `left_out`: how many more there are. */
export const ProtocolRows = z
  .strictObject({ items: z.array(ProtocolRow), left_out: z.int().min(0) })
  .meta({ id: 'ProtocolRows' })
export type ProtocolRows = z.infer<typeof ProtocolRows>

/** `waiting`: only tasks that go no further without a person; otherwise all that were ever dispatched. */
export const ProtocolQuery = z.strictObject({
  waiting: z.enum(['true', 'false']).default('false'),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
})
export type ProtocolQuery = z.infer<typeof ProtocolQuery>
