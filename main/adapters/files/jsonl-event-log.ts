import { PROBLEMS } from '../../../contract/problem.ts'
import type { CommittedLine, EventDraft, EventLog } from '../../core/audit/event-log.ts'
import { createBodyWriter } from '../../core/audit/hash-chain.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import type { Clock } from '../../core/kernel/clock.ts'
import type { Logger } from '../../core/kernel/logger.ts'
import { StartupError } from '../../core/kernel/startup-error.ts'
import { createFolderSync } from '../disk/folder-sync.ts'
import { createGroupCommit, type WaitingLine } from './group-commit.ts'
import { type LogWitness, type OpeningReport, prepareLog } from './log-opening.ts'
import { openLogWriter } from './log-writer.ts'
import { createHeadSigner, type HeadKeys } from './signed-head.ts'

export interface EventLogOptions {
  /** The audit folder; made when it is missing. */
  readonly folder: string
  readonly keys: HeadKeys
  readonly clock: Clock
  readonly logger: Logger
  /** A segment that has grown beyond this many bytes is put away and a new one begun. */
  readonly maxSegmentBytes: number
  /** The operator's reason to go on although the log does not fit its signed head; null refuses to start then. */
  readonly recover: string | null
  /** Kept apart from the folder. Made once the first head is on the disk; from then on a log that is gone is missed. */
  readonly witness: LogWitness
  /** Every batch that the disk holds, before its callers learn of it. Not called for lines written while opening. */
  readonly onCommitted: (lines: readonly CommittedLine[]) => void
  /** How long the signed head may lag behind a commit, in milliseconds. */
  readonly signEveryMs: number
}

export interface OpenedEventLog {
  readonly log: EventLog
  readonly opened: OpeningReport
  /** Writes what waits, then signs the end as `closed`. Lines after that are refused. Idempotent. */
  close(): Promise<void>
}

const BATCHES = {
  maxBatchLines: 4000,
  maxBatchLength: 4 * 1024 * 1024,
  maxWaitingLines: 200_000,
  maxWaitingLength: 128 * 1024 * 1024,
  /** A crash loses at most this much of the lines that nobody waits for. */
  lingerMs: 50,
}

/** Opens the log in `folder`. Throws StartupError (exit code 1) when it does not fit its signed head, or the disk fails. */
export async function openJsonlEventLog(options: EventLogOptions): Promise<OpenedEventLog> {
  try {
    return await openPrepared(options)
  } catch (error) {
    if (error instanceof StartupError || !(error instanceof Error)) throw error
    const remedy = PROBLEMS.audit_unavailable.remedy
    throw new StartupError(1, `The audit log in ${options.folder} cannot be opened: ${error.message}`, remedy)
  }
}

async function openPrepared(options: EventLogOptions): Promise<OpenedEventLog> {
  const { clock, logger } = options
  const { start, report, firstLines, signFirst } = await prepareLog(options)
  const folderSync = createFolderSync(options.folder)
  const writeBody = createBodyWriter()
  let opening = true
  const writer = await openLogWriter({
    ...options,
    start,
    writeBody,
    folderSync,
    onCommitted: (lines) => {
      if (opening) return
      signer.grown()
      options.onCommitted(lines)
    },
    sign: () => signer.sign('open'),
  })
  const signer = createHeadSigner({ ...options, folderSync, position: writer.position })
  const commits = createGroupCommit({ ...BATCHES, commit: writer.commit })
  const instants = createInstants(clock)
  let closing: Promise<void> | null = null
  let turnedAway = 0

  function take(draft: EventDraft, waiter: WaitingLine['waiter']): void {
    if (closing !== null) throw new AppError('audit_unavailable', 'the audit log is closed')
    const ts = instants()
    if (commits.add({ draft, ts, body: writeBody(draft, ts), waiter })) return
    throw new AppError('audit_unavailable', `the audit log is too far behind: ${BATCHES.maxWaitingLines} lines wait`)
  }

  const log: EventLog = {
    record: (draft) =>
      new Promise((resolve, reject) => {
        take(draft, { resolve, reject })
      }),
    note: (draft) => {
      try {
        take(draft, null)
      } catch (error) {
        turnedAway++
        if (turnedAway === 1) logger.error({ err: error, type: draft.type }, 'an audit line was lost')
      }
    },
    head: () => ({
      seq: writer.position().seq,
      hash: writer.position().hash,
      signed_seq: signer.signedSeq(),
      failure: writer.failure(),
    }),
  }

  async function closeAll(): Promise<void> {
    try {
      await commits.drain()
      signer.stop()
      await signer.sign('closed')
    } finally {
      await writer.close()
      await folderSync.close()
      if (turnedAway > 0) logger.error({ lost: turnedAway }, 'audit lines were lost')
    }
  }

  try {
    if (signFirst) await signer.sign('open')
    await Promise.all(firstLines.map((line) => log.record(line)))
    if (!signFirst) await signer.sign('open')
    if (!options.witness.exists()) options.witness.create()
  } catch (error) {
    signer.stop()
    await writer.close()
    await folderSync.close()
    throw error
  }
  opening = false
  return {
    log,
    opened: report,
    close: () => {
      closing ??= closeAll()
      return closing
    },
  }
}

/** The clock as timestamps; many lines share a millisecond, and printing one costs more than the rest of a line. */
function createInstants(clock: Clock): () => string {
  let lastMs = Number.NaN
  let last = ''
  return () => {
    const ms = clock.now()
    if (ms !== lastMs) {
      lastMs = ms
      last = new Date(ms).toISOString()
    }
    return last
  }
}
