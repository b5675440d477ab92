import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { PROBLEMS } from '../../../contract/problem.ts'
import type { AgentRunIndex } from '../../core/agents/agent-run-index.ts'
import type { ApprovalIndex } from '../../core/approvals/approval-index.ts'
import type { AuditIndex, AuditTrails } from '../../core/audit/audit-index.ts'
import type { AuditPages } from '../../core/audit/audit-pages.ts'
import type { CommittedLine } from '../../core/audit/event-log.ts'
import { seqOf } from '../../core/audit/hash-chain.ts'
import { chooseLines, type TrailSource } from '../../core/audit/trail-lines.ts'
import type { DeliveryIndex } from '../../core/ingest/delivery-index.ts'
import type { Clock } from '../../core/kernel/clock.ts'
import type { Logger } from '../../core/kernel/logger.ts'
import { sha256 } from '../../core/kernel/sha256.ts'
import { StartupError } from '../../core/kernel/startup-error.ts'
import type { RunIndex } from '../../core/tools/run-index.ts'
import { createSqliteAgentRunIndex } from './agent-run-index.ts'
import { type AgentRunQueries, createAgentRunQueries } from './agent-run-queries.ts'
import { createSqliteApprovalIndex } from './approval-book-index.ts'
import { type ApprovalQueries, createApprovalQueries } from './approval-queries.ts'
import { catchUp } from './catch-up.ts'
import { createDeliveryQueries, type DeliveryQueries } from './delivery-queries.ts'
import type { DeliveryLimits } from './delivery-tables.ts'
import { createAnew, markClosed, markOpen, openExisting, readState } from './index-database.ts'
import { createIndexPages, type IndexPages } from './index-pages.ts'
import { createIndexQueries, type IndexedLine, type IndexQueries } from './index-queries.ts'
import { indexUnavailable } from './index-unavailable.ts'
import { createIndexWriter, type IndexWriter } from './index-writer.ts'
import { createSegmentReader } from './segment-reader.ts'
import { createSqliteDeliveryIndex } from './sqlite-delivery-index.ts'
import { createSqliteRunIndex } from './tool-index.ts'
import { createToolQueries, type ToolQueries } from './tool-queries.ts'
import { createTrailQueries } from './trail-queries.ts'

export interface SqliteAuditIndexOptions {
  /** The SQLite file. It can be removed at any time while the index is closed. */
  readonly file: string
  readonly logFolder: string
  readonly logger: Logger
  readonly clock: Clock
  readonly deliveryLimits: DeliveryLimits
}

export interface SqliteAuditIndex extends AuditIndex, AuditPages, AuditTrails {
  readonly deliveries: DeliveryIndex
  readonly approvals: ApprovalIndex
  readonly toolCalls: RunIndex
  readonly agentRuns: AgentRunIndex
  /** Takes committed lines, in the order of their seq. Cheap: they reach the file later, or with the next question. */
  add(lines: readonly CommittedLine[]): void
  /** Writes what waits. Idempotent. */
  close(): void
}

/** Rows in one transaction of the background: a few milliseconds. */
const ROWS_AT_ONCE = 1000
const WORTH_TELLING = 50_000
const FLUSH_AFTER_MS = 250
const RETRY_AFTER_MS = 1000
/** Most lines that one correlation id is answered with. */
const MAX_TRAIL = 10_000
/** Whoever may call tools can leave lines of 128 KiB: nobody else is answered while those of one answer are read and written. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024
const NO_END = Number.MAX_SAFE_INTEGER

interface Open {
  readonly database: DatabaseSync
  readonly queries: IndexQueries
  readonly pages: IndexPages
  readonly trails: TrailSource<IndexedLine>
  readonly deliveries: DeliveryQueries
  readonly approvals: ApprovalQueries
  readonly toolCalls: ToolQueries
  readonly agentRuns: AgentRunQueries
  readonly writer: IndexWriter
}

/**
 * Opens the index and brings it up to the end of the log. Open it before others write to the log. Takes about 10 s for a million
 * lines when there is no index yet. Throws StartupError when it cannot be made.
 */
export function openSqliteAuditIndex(options: SqliteAuditIndexOptions): SqliteAuditIndex {
  try {
    return openUpToDate(options)
  } catch (error) {
    const { message } = indexUnavailable(options.file, error)
    throw new StartupError(1, `The audit index cannot be made: ${message}`, PROBLEMS.audit_unavailable.remedy)
  }
}

function openUpToDate(options: SqliteAuditIndexOptions): SqliteAuditIndex {
  const { file, logger, clock } = options
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const reader = createSegmentReader(options.logFolder)
  const open = openTrusted() ?? openWith(createAnew(file))
  let pending: CommittedLine[] = []
  let lastKnownSeq = 0
  let timer: NodeJS.Timeout | null = null
  let closed = false
  markOpen(open.database)
  readLog(NO_END)
  lastKnownSeq = indexedSeq()

  function openWith(database: DatabaseSync): Open {
    const queries = createIndexQueries(database)
    const writer = createIndexWriter(database, queries.lastLine()?.high_ts ?? 0, options.deliveryLimits)
    const pages = createIndexPages(database, queries)
    const deliveries = createDeliveryQueries(database)
    const [approvals, agentRuns] = [createApprovalQueries(database), createAgentRunQueries(database)]
    const [trails, toolCalls] = [createTrailQueries(database), createToolQueries(database)]
    return { database, queries, pages, trails, deliveries, approvals, toolCalls, agentRuns, writer }
  }

  /** The index on the disk, if its last line is the one that the log holds at that place. */
  function openTrusted(): Open | null {
    const database = openExisting(file)
    if (database === null) return null
    try {
      const opened = openWith(database)
      const last = opened.queries.lastLine()
      const hash = last === null ? '' : sha256(reader.read(last))
      if (readState(database).last_hash === hash) return opened
      logger.warn({ file }, 'the audit index does not fit the log and is made anew')
    } catch (error) {
      logger.warn({ err: error, file }, 'the audit index cannot be read and is made anew')
    }
    database.close()
    return null
  }

  function indexedSeq(): number {
    return open.queries.lastLine()?.seq ?? 0
  }

  function readLog(end: number): void {
    const began = clock.now()
    const { lines, skipped } = catchUp(open, reader, end)
    const facts = { lines, skipped, ms: clock.now() - began }
    if (skipped > 0) logger.error(facts, 'the audit log holds lines that do not belong there: countersign audit verify')
    else if (lines >= WORTH_TELLING) logger.info(facts, 'the audit index was built')
  }

  function flush(atMost: number): void {
    if (pending.length === 0) return
    const first = (pending[0] as CommittedLine).event.seq
    // A gap is what was committed before `add` was wired up; all of it is on the disk.
    if (first > indexedSeq() + 1) readLog(first - 1)
    const lines = pending.slice(0, atMost)
    const last = lines.at(-1)
    if (last !== undefined) {
      open.writer.transaction(() => {
        for (const line of lines) open.writer.put(line.event, line)
        return sha256(reader.read(last))
      })
    }
    pending = atMost >= pending.length ? [] : pending.slice(atMost)
  }

  function flushInBackground(): void {
    timer = null
    let pause = 0
    try {
      flush(ROWS_AT_ONCE)
    } catch (error) {
      logger.error({ err: error, file }, 'the audit index cannot be written')
      pause = RETRY_AFTER_MS
    }
    if (pending.length > 0) schedule(pause)
  }

  function schedule(ms: number): void {
    if (timer === null && !closed) timer = setTimeout(flushInBackground, ms).unref()
  }

  function eventAt(line: IndexedLine): AuditEvent {
    const bytes = reader.read(line)
    if (seqOf(bytes) !== line.seq) throw new Error(`the audit index does not fit the log at line ${line.seq}`)
    return JSON.parse(bytes.toString()) as AuditEvent
  }

  function eventOf(seq: number): AuditEvent {
    const line = open.queries.line(seq)
    if (line === null) throw new Error(`the audit index has no line ${seq}`)
    return eventAt(line)
  }

  /** Every question first takes in what was committed before it. */
  function ask<T>(question: (queries: IndexQueries) => T): T {
    try {
      flush(pending.length)
      return question(open.queries)
    } catch (error) {
      throw indexUnavailable(file, error)
    }
  }

  return {
    add: (lines) => {
      for (const line of lines) {
        if (line.event.seq <= lastKnownSeq) continue
        pending.push(line)
        lastKnownSeq = line.event.seq
      }
      if (pending.length > 0) schedule(FLUSH_AFTER_MS)
    },
    page: (filter, place, limit) =>
      ask(() => {
        const { lines, ...ends } = open.pages.page(filter, place, limit, MAX_ANSWER_BYTES)
        return { events: lines.map(eventAt), ...ends }
      }),
    query: (filter) => ask((queries) => queries.filtered(filter).map(eventAt)),
    byCorrelation: (id, requests) =>
      ask(() => {
        const about = { correlation_id: id, also: requests ? ('requests' as const) : null }
        const { lines, left_out } = chooseLines(open.trails, about, { lines: MAX_TRAIL, bytes: MAX_ANSWER_BYTES })
        return { events: lines.map(eventAt), left_out }
      }),
    choose: (about, limits) =>
      ask(() => {
        const { lines, left_out } = chooseLines(open.trails, about, limits)
        return { seqs: lines.map(({ seq }) => seq), left_out }
      }),
    lines: (seqs) => ask(() => seqs.map(eventOf)),
    deliveries: createSqliteDeliveryIndex((question) => ask(() => question(open.deliveries, eventOf))),
    approvals: createSqliteApprovalIndex((question) => ask(() => question(open.approvals, eventOf))),
    toolCalls: createSqliteRunIndex((question) => ask(() => question(open.toolCalls, eventOf))),
    agentRuns: createSqliteAgentRunIndex((question) => ask(() => question(open.agentRuns, eventOf))),
    openIntents: () => ask((queries) => queries.openIntents().map(eventAt)),
    indexedSeq,
    close: () => {
      if (closed) return
      closed = true
      if (timer !== null) clearTimeout(timer)
      try {
        flush(pending.length)
        markClosed(open.database)
      } finally {
        open.database.close()
        reader.close()
      }
    },
  }
}
