import { createEventHub, type Frame } from '../../main/core/broadcast/event-hub.ts'
import { createRefusals, type Refusal } from '../../main/core/ingest/refusals.ts'
import { createManualTimers } from './manual-timers.ts'
import { memoryJournal } from './memory-journal.ts'
import { createMemoryLog } from './memory-log.ts'

export const REFUSAL: Refusal & { type: 'webhook_rejected' } = {
  type: 'webhook_rejected',
  source: 'github',
  reason: 'signature_invalid',
  signature_valid: false,
  address: '203.0.113.7',
  headers: { 'x-github-event': 'issues', 'x-hub-signature-256': 'sha256=00' },
  body: Buffer.from('{"a":1}'),
  bytes: 7,
  correlation_id: 'req-1',
}
const NO_LOGGER = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Refusals over a log and a journal in memory, in a time that passes when the test says so. */
export function refusalsAtWork() {
  const log = createMemoryLog()
  const timers = createManualTimers(Date.parse('2026-01-31T09:30:00.000Z'))
  let made = 0
  const ids = { hex: () => `id-${++made}` }
  const frames: Frame[] = []
  const hub = createEventHub({ capacity: 100, startSeq: 0, clock: timers.clock })
  hub.subscribe({ send: (frame) => frames.push(frame), close: () => undefined }, null)
  const told: unknown[] = []
  const logger = { ...NO_LOGGER, error: (fields: unknown) => told.push(fields), warn: () => told.push('late') }
  const journal = memoryJournal()
  const parts = { log, journal, clock: timers.clock, ids, timers, logger }
  return { log, journal, timers, frames, told, parts, refusals: createRefusals({ ...parts, hub }) }
}
