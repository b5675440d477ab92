import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { AUDIT_EVENT_TYPES, type AuditEventType } from '../../contract/audit-event.ts'
import { DELIVERY_LIMITS } from '../../main/adapters/audit-index/delivery-tables.ts'
import { openSqliteAuditIndex } from '../../main/adapters/audit-index/sqlite-audit-index.ts'
import { openJsonlEventLog } from '../../main/adapters/files/jsonl-event-log.ts'
import { verifyLogFolder } from '../../main/adapters/files/verify-log-folder.ts'
import type { PageFilter } from '../../main/core/audit/audit-pages.ts'
import type { EventDraft } from '../../main/core/audit/event-log.ts'
import { answerParent } from './process/answer-parent.ts'

export type MillionQuestion =
  /** A log of so many lines with its index; answers with the seconds that the index took. */
  | { readonly make: string; readonly lines: number }
  /** So many questions of a kind; answers with the milliseconds that each took. */
  | { readonly ask: 'correlation' | 'task' | 'actor' | 'type' | 'untold'; readonly times: number }
  /** Reads everything; answers with lines per second. */
  | { readonly verify: true }

const TASKS = 1999
const ACTORS = 49
const STEP_MS = 50
const BEGAN_MS = Date.parse('2026-01-01T00:00:00.000Z')
/** Of ten lines seven are reads, as in a console that is looked at. */
const TOLD: readonly AuditEventType[] = Object.keys(AUDIT_EVENT_TYPES).filter(
  (type): type is AuditEventType =>
    type.startsWith('task_') || type.startsWith('tool_') || type.startsWith('approval_'),
)
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const keys = { ...generateKeyPairSync('ed25519'), keyId: 'bench' }
const none: PageFilter = {
  ...{ correlation_id: null, task_id: null, type: null, actor: null, since_ts: null, since_seq: null },
  ...{ until_ts: null, until_seq: null, requests: true },
}

interface Made {
  readonly folder: string
  readonly lines: number
  readonly index: ReturnType<typeof openSqliteAuditIndex>
}
let made: Made | null = null

const actors = Array.from(
  { length: ACTORS },
  (_, i) => ({ sub: `actor-${i}`, scopes: ['admin'], door: 'http' }) as const,
)

function draft(n: number): EventDraft {
  const task = `task-${(n * 7919) % TASKS}`
  const type = n % 10 < 7 ? 'request_served' : (TOLD[Math.floor(n / 10) % TOLD.length] as AuditEventType)
  return {
    ...{ type, actor: { ...(actors[n % ACTORS] as (typeof actors)[number]), scopes: ['admin'] } },
    ...{ correlation_id: `c-${task}`, task_id: task, route: 'GET /api/tasks/{task_id}', status: 200 },
    data: { n, ms: (n % 100) / 10 },
  }
}

async function make(parent: string, lines: number): Promise<number> {
  const folder = mkdtempSync(join(parent, 'million-'))
  let ms = BEGAN_MS
  const { log, close } = await openJsonlEventLog({
    ...{ folder, keys, logger: silent, recover: null, signEveryMs: 1000, maxSegmentBytes: 64 * 1024 * 1024 },
    clock: { now: () => (ms += STEP_MS) },
    onCommitted: () => undefined,
    witness: { exists: () => false, create: () => undefined },
  })
  for (let n = 1; n < lines; ) {
    const end = Math.min(lines, n + 1000)
    while (n < end) log.note(draft(n++))
    await log.record(draft(n++))
  }
  await close()
  const began = performance.now()
  const options = {
    file: join(folder, 'index.sqlite'),
    logFolder: folder,
    logger: silent,
    deliveryLimits: DELIVERY_LIMITS,
  }
  const index = openSqliteAuditIndex({ ...options, clock: { now: () => Date.now() } })
  made = { folder, lines, index }
  return (performance.now() - began) / 1000
}

/** Every question is another one, so that no cache answers it. */
function question(
  kind: Exclude<MillionQuestion, { verify: true } | { make: string }>['ask'],
  n: number,
  lines: number,
) {
  const since = new Date(BEGAN_MS + (((n + 1) * 104_729) % lines) * STEP_MS).toISOString()
  const type = TOLD[n % TOLD.length] as AuditEventType
  switch (kind) {
    case 'correlation':
      return { ...none, correlation_id: `c-task-${(n * 31) % TASKS}` }
    case 'task':
      return { ...none, task_id: `task-${(n * 37) % TASKS}` }
    case 'actor':
      return { ...none, actor: `actor-${n % ACTORS}`, requests: false }
    case 'type':
      return { ...none, type, since_ts: since }
    case 'untold':
      return { ...none, requests: false, until_ts: since }
  }
}

function ask(kind: Parameters<typeof question>[0], times: number): number[] {
  if (made === null) throw new Error('nothing was made')
  const { index, lines } = made
  return Array.from({ length: times }, (_, n) => {
    const filter = question(kind, n, lines)
    const began = performance.now()
    const { events } = index.page(filter, { forwards: filter.since_ts !== null, from: null }, 100)
    const ms = performance.now() - began
    if (events.length === 0) throw new Error(`nothing was found for ${JSON.stringify(filter)}`)
    return ms
  })
}

async function verify(): Promise<number> {
  if (made === null) throw new Error('nothing was made')
  const { publicKey, keyId } = keys
  const began = performance.now()
  const verdict = await verifyLogFolder({
    ...{ folder: made.folder, publicKey, keyId, isServiceRunning: false, deposits: [], onProgress: () => undefined },
  })
  if (!verdict.ok) throw new Error(`the log does not verify: ${JSON.stringify(verdict)}`)
  return (verdict.count * 1000) / (performance.now() - began)
}

answerParent<MillionQuestion, number | number[]>((asked) => {
  if ('make' in asked) return make(asked.make, asked.lines)
  return 'ask' in asked ? Promise.resolve(ask(asked.ask, asked.times)) : verify()
})
