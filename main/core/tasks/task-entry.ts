import type { Sha256 } from '../../../contract/ids.ts'
import type { ListedStatus, Task, TaskSummary } from '../../../contract/task.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'

/** One file of ssot/ in memory. The nullable fields below the line are made on first use and kept: ready-made answers. */
export interface TaskEntry {
  readonly task_id: string
  readonly base_sha: Sha256
  /** The task, or null when the file is invalid. */
  readonly task: Task | null
  readonly invalid_reason: string | null
  /** Last valid content, so that an invalid file still shows what it was. */
  readonly last_good: Task | null
  /** Whole milliseconds; sorts the list. */
  readonly created_ms: number
  /** Modification time of the file in whole milliseconds, within the years 1970 to 9999. */
  readonly file_ms: number
  summary_json: string | null
  detail_bytes: Uint8Array | null
  haystack: string | null
}

type EntryFacts = Pick<TaskEntry, 'task_id' | 'base_sha' | 'task' | 'invalid_reason' | 'last_good' | 'file_ms'>

/** Last millisecond of the year 9999, the last that RFC 3339 can write. */
const LAST_MS = 253_402_300_799_999

/** A file may bear any time at all, with fractions, and beyond what a date can show. */
function shownMs(ms: number): number {
  return Number.isNaN(ms) ? 0 : Math.round(Math.min(Math.max(ms, 0), LAST_MS))
}

/** `file_ms` may be any number. */
export function createEntry(facts: EntryFacts): TaskEntry {
  const known = facts.task ?? facts.last_good
  const file_ms = shownMs(facts.file_ms)
  const created = known === null ? file_ms : Date.parse(known.created_at)
  return {
    ...facts,
    file_ms,
    // An instant that the contract takes and Date does not must not spoil the order of all others.
    created_ms: Number.isNaN(created) ? file_ms : created,
    summary_json: null,
    detail_bytes: null,
    haystack: null,
  }
}

export function listedStatus(entry: TaskEntry): ListedStatus {
  return entry.task?.status ?? 'invalid'
}

/** The row of the list. Never throws, whatever the file is named and whatever time it bears. */
export function summaryOf(entry: TaskEntry): TaskSummary {
  const known = entry.task ?? entry.last_good
  const ref = known?.external_ref ?? null
  const fileTime = new Date(entry.file_ms).toISOString()
  return {
    task_id: entry.task_id,
    status: listedStatus(entry),
    source: known?.source ?? null,
    assurance: known?.assurance ?? null,
    title: known?.title ?? `${entry.task_id}.json`,
    amended: (known?.amendments.length ?? 0) > 0,
    correlation_id: known?.correlation_id ?? null,
    created_at: known?.created_at ?? fileTime,
    updated_at: entry.task?.updated_at ?? fileTime,
    ci_state: known?.ci_status?.state ?? null,
    external: ref === null ? null : `${ref.repository}${ref.kind === 'xcode_build' ? ' build ' : '#'}${ref.number}`,
    version: known?.version ?? null,
    base_sha: entry.base_sha,
    invalid_reason: entry.invalid_reason,
  }
}

/** The row of the list as JSON. */
export function summaryJson(entry: TaskEntry): string {
  entry.summary_json ??= JSON.stringify(summaryOf(entry))
  return entry.summary_json
}

const encoder = new TextEncoder()

/** The task with its status and base_sha as canonical JSON (RFC 8785), the body of GET /api/tasks/{task_id}. */
export function detailBytes(entry: TaskEntry, task: Task): Uint8Array {
  entry.detail_bytes ??= encoder.encode(canonicalJson({ ...task, base_sha: entry.base_sha }))
  return entry.detail_bytes
}

/** Whether every word of `words` (lower case) occurs in id, title, request, repository or correlation id. */
export function matches(entry: TaskEntry, words: readonly string[]): boolean {
  if (entry.haystack === null) {
    const known = entry.task ?? entry.last_good
    const summary = summaryOf(entry)
    entry.haystack = [entry.task_id, summary.title, summary.external, known?.request_text, known?.correlation_id]
      .filter((part) => part !== null && part !== undefined)
      .join('\n')
      .toLowerCase()
  }
  const haystack = entry.haystack
  return words.every((word) => haystack.includes(word))
}
