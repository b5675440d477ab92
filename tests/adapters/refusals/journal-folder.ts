import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  JOURNAL_LIMITS,
  type OpenRefusalJournal,
  openRefusalJournal,
} from '../../../main/adapters/files/refusal-journal.ts'
import type { RefusalTally } from '../../../main/core/ingest/refusal-journal.ts'
import type { RefusalSample } from '../../../main/core/ingest/refusal-samples.ts'
import { keepingLogger } from '../../support/audit-log.ts'
import { temporaryFolder } from '../../support/data-root.ts'

export const tally = (id: string, total: number, given: Partial<RefusalTally> = {}): RefusalTally => ({
  ...{ id, type: 'webhook_rejected', actor: { sub: 'anonymous', scopes: [], door: 'webhook' } },
  ...{ route: null, status: null, facts: { source: 'github', reason: 'signature_invalid', signature_valid: false } },
  ...{ address: '203.0.113.7', total, bytes: 10 * total, correlation_id: 'req-1', since_ms: 1000, last_ms: 2000 },
  ...given,
})

export const sample = (refusal_id: string, nth: number, body: Uint8Array | null = null): RefusalSample => ({
  ...{ refusal_id, nth, received_at: '2026-01-31T09:30:00.000Z', address: '203.0.113.7', correlation_id: 'req-1' },
  ...{ headers: { 'x-github-event': 'issues', '7': 'seven' }, headers_dropped: 0, bytes: body?.length ?? 0 },
  ...{ body, truncated: false },
})

/** A journal in a fresh folder; `open` opens it once more, as a start does. */
export async function journalFolder(limits: { everyMs: number; maxFileBytes: number } = JOURNAL_LIMITS) {
  const file = join(await temporaryFolder(), 'audit', 'refusals', 'journal.jsonl')
  const logger = keepingLogger()
  async function open(): Promise<OpenRefusalJournal> {
    const journal = await openRefusalJournal({ file, logger, ...limits })
    onTestFinished(journal.close)
    return journal
  }
  return { file, logger, open, journal: await open() }
}
