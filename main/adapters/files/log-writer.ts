import { rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { CommittedLine } from '../../core/audit/event-log.ts'
import type { BodyWriter } from '../../core/audit/hash-chain.ts'
import { ACTIVE_SEGMENT, rotatedName } from '../../core/audit/segment-names.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import { type Clock, timestamp } from '../../core/kernel/clock.ts'
import type { Logger } from '../../core/kernel/logger.ts'
import { atomicWrite } from '../disk/atomic-write.ts'
import type { FolderSync } from '../disk/folder-sync.ts'
import type { WaitingLine } from './group-commit.ts'
import { type Bodied, createBatchBuilder } from './line-batch.ts'
import { ownLine } from './log-own-line.ts'
import { openSegmentFile, type SegmentFile } from './segment-file.ts'
import type { HeadPosition } from './signed-head.ts'

/** Where writing goes on. */
export interface WriterStart {
  readonly position: HeadPosition
  /** Ordinal of the active segment. */
  readonly ordinal: number
  /** Good bytes of the active segment; null when there is none: the first batch makes it. */
  readonly length: number | null
}

/** Puts batches on the disk, each as a whole or not at all, and goes on in a new segment when one is full. */
export interface LogWriter {
  commit(batch: readonly WaitingLine[]): Promise<void>
  position(): HeadPosition
  /** Why the last batch could not be written, or null. */
  failure(): string | null
  close(): Promise<void>
}

export interface LogWriterOptions {
  readonly folder: string
  readonly start: WriterStart
  readonly maxSegmentBytes: number
  readonly writeBody: BodyWriter
  readonly clock: Clock
  readonly logger: Logger
  readonly folderSync: FolderSync
  readonly onCommitted: (lines: readonly CommittedLine[]) => void
  /** Signs the present position; a segment is only put away once it is signed to its end. */
  readonly sign: () => Promise<void>
}

export async function openLogWriter(options: LogWriterOptions): Promise<LogWriter> {
  const { folder, folderSync, logger } = options
  const path = join(folder, ACTIVE_SEGMENT)
  const shownPath = `${basename(folder)}/${ACTIVE_SEGMENT}`
  const build = createBatchBuilder()
  let { position, ordinal } = options.start
  let failure: string | null = null
  let rotationFailing = false
  let segment: SegmentFile | null =
    options.start.length === null ? null : await openSegmentFile(path, options.start.length)

  /** A crash leaves no segment or one with its whole first line. */
  async function makeSegment(): Promise<SegmentFile> {
    const ts = timestamp(options.clock)
    const draft = ownLine('audit_segment_opened', {
      previous_file: rotatedName(ordinal - 1),
      previous_seq: position.seq,
      previous_hash: position.hash,
    })
    const batch = build([{ draft, ts, body: options.writeBody(draft, ts) }], position, { segment: ordinal, offset: 0 })
    await atomicWrite(path, batch.bytes, 0o600)
    const made = await openSegmentFile(path, batch.bytes.length)
    position = batch.position
    announce(batch.lines)
    return made
  }

  async function append(batch: readonly Bodied[]): Promise<readonly CommittedLine[]> {
    segment ??= await makeSegment()
    const ready = segment.ready()
    ready.catch(() => undefined)
    const built = build(batch, position, { segment: ordinal, offset: segment.length })
    await ready
    await segment.append(built.bytes)
    position = built.position
    return built.lines
  }

  function announce(lines: readonly CommittedLine[]): void {
    try {
      options.onCommitted(lines)
    } catch (error) {
      logger.error({ err: error, seq: lines[0]?.event.seq }, 'a listener of the audit log failed')
    }
  }

  function refuse(batch: readonly WaitingLine[], cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const lost = batch.filter((line) => line.waiter === null).length
    failure = `${shownPath} cannot be written: ${reason}`
    logger.error({ err: cause, file: path, refused: batch.length - lost, lost }, 'the audit log cannot be written')
    const error = new AppError('audit_unavailable', failure, {}, { cause })
    for (const line of batch) line.waiter?.reject(error)
  }

  async function rotate(): Promise<void> {
    try {
      await options.sign()
      const full = segment
      await rename(path, join(folder, rotatedName(ordinal)))
      segment = null
      ordinal++
      rotationFailing = false
      await full?.close()
      await folderSync.sync()
      segment = await makeSegment()
    } catch (error) {
      // Either the full segment goes on, or the next batch begins by making the new one.
      if (!rotationFailing) logger.error({ err: error, file: path }, 'the audit log could not go on in a new file')
      rotationFailing = true
    }
  }

  return {
    commit: async (batch) => {
      let lines: readonly CommittedLine[]
      try {
        lines = await append(batch)
      } catch (error) {
        return refuse(batch, error)
      }
      failure = null
      announce(lines)
      for (const [i, line] of batch.entries()) {
        line.waiter?.resolve({ seq: (lines[i] as CommittedLine).event.seq, ts: line.ts })
      }
      if (segment !== null && segment.length > options.maxSegmentBytes) await rotate()
    },
    position: () => position,
    failure: () => failure,
    close: async () => {
      await segment?.close()
      segment = null
    },
  }
}
