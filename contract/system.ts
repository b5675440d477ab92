import * as z from 'zod'
import { Sha256, Timestamp } from './ids.ts'
import { ListedStatus, Source } from './task.ts'

export const Health = z
  .strictObject({ status: z.literal('ok'), version: z.string(), uptime_s: z.number() })
  .meta({ id: 'Health' })
export type Health = z.infer<typeof Health>

/** A way in from outside: on, or off with the reason. */
export const SourceState = z
  .strictObject({ source: Source, state: z.enum(['on', 'off']), reason: z.string().nullable() })
  .meta({ id: 'SourceState' })
export type SourceState = z.infer<typeof SourceState>

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
    tasks: z.strictObject({ total: z.int(), by_status: z.record(ListedStatus, z.int()) }),
    audit: z.strictObject({ seq: z.int(), signed_seq: z.int(), hash: Sha256, index_seq: z.int() }),
    events: z.strictObject({ clients: z.int(), sent: z.int(), dropped: z.int() }),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'SystemInfo' })
export type SystemInfo = z.infer<typeof SystemInfo>
