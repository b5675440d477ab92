import type { EventLog } from '../audit/event-log.ts'
import type { Logger } from '../kernel/logger.ts'
import { countDraft } from './count-draft.ts'
import type { DeliveryIndex } from './delivery-index.ts'
import type { RefusalJournal, RefusalTally } from './refusal-journal.ts'

/**
 * After a start: writes the counts that a killed process had not written yet, each marked `after_restart`. What is missing is what the
 * journal counted less what the log holds, so that doing it again, or dying in the middle, counts nothing twice. What the log cannot take
 * stays in the journal for the next start, and the logger is told. Never rejects.
 */
export async function settleOwedCounts(parts: {
  readonly journal: Pick<RefusalJournal, 'owed' | 'settled'>
  readonly index: Pick<DeliveryIndex, 'counted'>
  readonly log: Pick<EventLog, 'record'>
  readonly logger: Logger
}): Promise<void> {
  const { journal, index, log, logger } = parts
  let written = 0
  let waiting = 0

  async function settle(tally: RefusalTally): Promise<void> {
    const held = index.counted(tally.id)
    const count = tally.total - held.count
    if (count > 0) {
      const { since_ms: first_ms, last_ms, correlation_id } = tally
      const bytes = Math.max(0, tally.bytes - held.bytes)
      const { data, ...draft } = countDraft(tally, { count, bytes, first_ms, last_ms, correlation_id })
      await log.record({ ...draft, data: { ...data, after_restart: true } })
      written += count
    }
    journal.settled(tally.id)
  }

  await Promise.all(
    journal.owed().map((tally) =>
      settle(tally).catch((error: unknown) => {
        waiting += 1
        logger.error({ err: error, refusal_id: tally.id }, 'a count of refusals could not be written; it is kept')
      }),
    ),
  )
  if (written > 0)
    logger.info({ written, waiting }, 'refusals that were counted before the process died are in the log now')
}
