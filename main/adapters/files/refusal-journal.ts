import type { RefusalJournal, RefusalTally } from '../../core/ingest/refusal-journal.ts'
import { createRefusalSamples, type RefusalSample, SAMPLE_LIMITS } from '../../core/ingest/refusal-samples.ts'
import type { Logger } from '../../core/kernel/logger.ts'
import { openRefusalJournalFile } from './refusal-journal-file.ts'
import { countLine, groupLine, readJournalLine, sampleLine } from './refusal-lines.ts'

export interface RefusalJournalOptions {
  /** `audit/refusals/journal.jsonl` of the data root; its folder is made when it is missing. */
  readonly file: string
  readonly logger: Logger
  /** Least time between two writes, in milliseconds. */
  readonly everyMs: number
  /** How large the file may grow before it is written anew with what still counts. */
  readonly maxFileBytes: number
}

export interface OpenRefusalJournal extends RefusalJournal {
  /** Writes what waits. */
  close(): Promise<void>
}

export const JOURNAL_LIMITS = { everyMs: 250, maxFileBytes: 8 * 1024 * 1024 } as const

/** Samples in one write; what has no room waits for the next, and what is pushed out meanwhile is never written. */
const MAX_BATCH_LENGTH = 256 * 1024
const RETRY_MS = 5000

/**
 * The journal as one file of lines. Not synced: it outlives the process, not the machine. A disk that fails is told to the logger, once,
 * and tried again; what is in memory stays right meanwhile.
 */
export async function openRefusalJournal(options: RefusalJournalOptions): Promise<OpenRefusalJournal> {
  const { everyMs, logger } = options
  const samples = createRefusalSamples(SAMPLE_LIMITS)
  const tallies = new Map<string, RefusalTally>()
  /** Groups that the file names with all their facts. */
  const named = new Set<string>()
  const changed = new Set<string>()
  const unwritten = new Set<RefusalSample>()
  const file = openRefusalJournalFile(options.file)
  await readBack()
  const owed = [...tallies.values()]
  let dirty = false
  let failing = false
  let closed = false
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> | null = null
  let mayWriteAt = 0

  async function readBack(): Promise<void> {
    const { lines, fault } = await file.read(options.maxFileBytes * 2).catch((error: NodeJS.ErrnoException) => ({
      ...{ lines: [], fault: `cannot be read (${error.code ?? 'unknown'})` },
    }))
    let damaged = 0
    for (const line of lines) {
      const entry = readJournalLine(line)
      const known = entry?.kind === 'count' ? tallies.get(entry.id) : undefined
      if (entry?.kind === 'group') tallies.set(entry.tally.id, entry.tally)
      else if (entry?.kind === 'sample') samples.keep(entry.sample)
      else if (entry?.kind === 'count' && known !== undefined) {
        const { kind, ...counts } = entry
        tallies.set(entry.id, { ...known, ...counts })
      } else damaged += 1
    }
    if (fault !== null || damaged > 0)
      logger.warn({ file: options.file, fault, damaged }, 'the journal of refusals was not whole; what is whole counts')
  }

  /** Everything that still counts, or only what changed since the last write. */
  function take(whole: boolean): string {
    const parts: string[] = []
    if (whole) named.clear()
    for (const id of whole ? tallies.keys() : changed) {
      const tally = tallies.get(id)
      if (tally === undefined) continue
      parts.push(named.has(id) ? countLine(tally) : groupLine(tally))
      named.add(id)
    }
    changed.clear()
    if (whole) unwritten.clear()
    let length = 0
    for (const sample of whole ? samples.all() : unwritten) {
      if (!whole && length > MAX_BATCH_LENGTH) break
      const line = sampleLine(sample)
      length += line.length
      parts.push(line)
      unwritten.delete(sample)
    }
    dirty = unwritten.size > 0
    return parts.join('')
  }

  async function write(): Promise<void> {
    try {
      if ((await file.isWhole()) && file.size <= options.maxFileBytes) {
        const lines = take(false)
        if (lines !== '') await file.append(lines)
      } else await file.replace(take(true))
      if (failing) logger.info({ file: options.file }, 'the journal of refusals can be written again')
      failing = false
    } catch (error) {
      if (!failing) logger.error({ err: error, file: options.file }, 'the journal of refusals cannot be written')
      failing = true
      dirty = true
      // What was taken is still in memory, and the next write is of everything.
      await file.close().catch(() => undefined)
    }
    mayWriteAt = performance.now() + (failing ? RETRY_MS : everyMs)
  }

  function start(): void {
    timer = null
    running = write().finally(() => {
      running = null
      if (dirty && !closed) schedule()
    })
  }

  function schedule(): void {
    if (timer === null && running === null)
      timer = setTimeout(start, Math.max(0, mayWriteAt - performance.now())).unref()
  }

  function touch(): void {
    dirty = true
    if (!closed) schedule()
  }

  return {
    keep: (sample) => {
      unwritten.add(sample)
      for (const gone of samples.keep(sample)) unwritten.delete(gone)
      touch()
    },
    counted: (tally) => {
      tallies.set(tally.id, tally)
      changed.add(tally.id)
      touch()
    },
    settled: (id) => {
      tallies.delete(id)
      changed.delete(id)
    },
    samples: samples.of,
    owed: () => owed.filter(({ id }) => tallies.has(id)),
    close: async () => {
      closed = true
      if (timer !== null) clearTimeout(timer)
      await running
      // Anew, so that what the log holds by now is left out; also when the disk failed lately: it may take this.
      await file.close().catch(() => undefined)
      if (dirty || named.size > 0) await write()
      await file.close()
    },
  }
}
