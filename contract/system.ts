import * as z from 'zod'
import { Assurance } from './assurance.ts'
import { EvidenceRoomInfo } from './evidence.ts'
import { Sha256, Timestamp } from './ids.ts'
import { IntakeState } from './intake.ts'
import { ListedStatus, Source } from './task.ts'

export const Health = z
  .strictObject({ status: z.literal('ok'), version: z.string(), uptime_s: z.number() })
  .meta({ id: 'Health' })
export type Health = z.infer<typeof Health>

/**
 * A way in from outside. `off`: not configured; `lost`: configured, but the other side cannot be reached. `reason` says why it is not
 * on, or what it cannot do although it is; `since` how long it has been in this state; `contact_at` when the other side was last heard of.
 */
export const SourceState = z
  .strictObject({
    source: Source,
    state: z.enum(['on', 'off', 'lost']),
    reason: z.string().nullable(),
    assurance: Assurance,
    ways: z.array(z.string()).meta({ description: 'how it comes in, for example POST /webhooks/github, long polling' }),
    since: Timestamp,
    contact_at: Timestamp.nullable(),
  })
  .meta({ id: 'SourceState' })
export type SourceState = z.infer<typeof SourceState>

/**
 * How secrets are kept on the disk. `safe_storage`: sealed with a key that the operating system gives to this user alone; `file`: plain
 * files for their owner alone, and `reason` says why. JWT_SECRET is never sealed: the command line on the same machine needs it.
 */
export const SecretsInfo = z
  .strictObject({
    protection: z.enum(['safe_storage', 'file']),
    reason: z.string().nullable(),
    items: z.array(z.strictObject({ name: z.string(), kept: z.enum(['sealed', 'file', 'environment']) })),
  })
  .meta({ id: 'SecretsInfo' })
export type SecretsInfo = z.infer<typeof SecretsInfo>

export const SystemInfo = z
  .strictObject({
    name: z.literal('countersign'),
    version: z.string(),
    host: z.enum(['headless', 'desktop']),
    node: z.string(),
    platform: z.string(),
    pid: z.int(),
    data_root: z.string(),
    started_at: Timestamp,
    now: Timestamp,
    sources: z.array(SourceState),
    intake: IntakeState,
    tasks: z.strictObject({ total: z.int(), by_status: z.record(ListedStatus, z.int()) }),
    audit: z.strictObject({ seq: z.int(), signed_seq: z.int(), hash: Sha256, index_seq: z.int() }),
    events: z.strictObject({ clients: z.int(), sent: z.int(), dropped: z.int() }),
    secrets: SecretsInfo,
    evidence: EvidenceRoomInfo,
    warnings: z.array(z.string()),
  })
  .meta({ id: 'SystemInfo' })
export type SystemInfo = z.infer<typeof SystemInfo>
