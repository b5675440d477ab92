import type { RefusalJournal, RefusalTally } from '../../main/core/ingest/refusal-journal.ts'
import { createRefusalSamples, SAMPLE_LIMITS } from '../../main/core/ingest/refusal-samples.ts'

/** A journal of refusals that is gone with the test. */
export interface MemoryJournal extends RefusalJournal {
  /** Groups of which the log may not hold all, by their ids, as a killed process would leave them. */
  left(): RefusalTally[]
}

/** `owed`: what an earlier run left. */
export function memoryJournal(owed: readonly RefusalTally[] = []): MemoryJournal {
  const samples = createRefusalSamples(SAMPLE_LIMITS)
  const tallies = new Map(owed.map((tally) => [tally.id, tally]))
  return {
    keep: (sample) => void samples.keep(sample),
    counted: (tally) => void tallies.set(tally.id, tally),
    settled: (id) => void tallies.delete(id),
    samples: samples.of,
    owed: () => owed.filter(({ id }) => tallies.has(id)),
    left: () => [...tallies.values()].map((tally) => ({ ...tally })),
  }
}
