import { ListedStatus, type TaskQuery } from '../../../contract/task.ts'
import { AppError } from '../kernel/app-error.ts'
import { listedStatus, matches, summaryJson, type TaskEntry } from './task-entry.ts'

/** All task files in memory, newest first. Derived: it can be thrown away and loaded again. */
export interface TaskIndex {
  get(taskId: string): TaskEntry | undefined
  /** Replaces the whole content at once. */
  load(entries: readonly TaskEntry[]): void
  put(entry: TaskEntry): void
  remove(taskId: string): void
  /** Body of GET /api/tasks. The same query gives the same bytes until something changes. Throws AppError `cursor_invalid`. */
  page(query: TaskQuery): Uint8Array
  ids(): IterableIterator<string>
  /** Ids of the tasks of pull requests that stand at this commit. Names of repositories are compared without case, as GitHub does. */
  atCommit(repository: string, commit: string): string[]
  counts(): Record<ListedStatus, number>
  readonly size: number
  /** Counts every change; part of the list's ETag. */
  readonly revision: number
}

type Position = Pick<TaskEntry, 'created_ms' | 'task_id'>

/** Newest first; equal instants by id. */
function compare(a: Position, b: Position): number {
  return b.created_ms - a.created_ms || (a.task_id < b.task_id ? -1 : a.task_id > b.task_id ? 1 : 0)
}

/** Opaque to clients: base64url of `created_ms:task_id`. The id may be any file name, for invalid files are in the list too. */
function encodeCursor(entry: Position): string {
  return Buffer.from(`${entry.created_ms}:${entry.task_id}`).toString('base64url')
}

function decodeCursor(cursor: string): Position {
  const match = /^(-?\d{1,16}):(.+)$/s.exec(Buffer.from(cursor, 'base64url').toString())
  if (match?.[1] !== undefined && match[2] !== undefined) {
    const position = { created_ms: Number(match[1]), task_id: match[2] }
    // Decoding is lenient; only what is spelled as it was given out is taken.
    if (encodeCursor(position) === cursor) return position
  }
  throw new AppError('cursor_invalid', `"${cursor}" is not a cursor`)
}

/** GitHub compares names of repositories without case, and commits are hexadecimal digits. */
const commitKey = (repository: string, commit: string): string => `${repository}@${commit}`.toLowerCase()

const encoder = new TextEncoder()
const MAX_READY_PAGES = 64

export function createTaskIndex(): TaskIndex {
  const byId = new Map<string, TaskEntry>()
  const byCommit = new Map<string, Set<string>>()
  let ordered: TaskEntry[] = []
  let revision = 0
  const ready = new Map<string, Uint8Array>()

  /** First place whose entry does not come before `position`. */
  function placeOf(position: Position): number {
    let low = 0
    let high = ordered.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compare(ordered[middle] as TaskEntry, position) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  function noteCommit(entry: TaskEntry | undefined, note: 'add' | 'delete'): void {
    const ref = entry?.task?.external_ref
    if (entry === undefined || ref?.kind !== 'github_pull_request' || ref.head_commit === null) return
    const key = commitKey(ref.repository, ref.head_commit)
    const ids = byCommit.get(key) ?? new Set()
    ids[note](entry.task_id)
    if (ids.size === 0) byCommit.delete(key)
    else byCommit.set(key, ids)
  }

  function changed(): void {
    revision += 1
    ready.clear()
  }

  function takeOut(taskId: string): void {
    const old = byId.get(taskId)
    if (old !== undefined) ordered.splice(placeOf(old), 1)
    noteCommit(old, 'delete')
    byId.delete(taskId)
  }

  function select(query: TaskQuery): { entries: TaskEntry[]; next: string | null } {
    const words = (query.q ?? '').toLowerCase().split(/\s+/).filter(Boolean)
    const entries: TaskEntry[] = []
    let place = 0
    if (query.cursor !== undefined) {
      const after = decodeCursor(query.cursor)
      place = placeOf(after)
      if (ordered[place]?.task_id === after.task_id) place += 1
    }
    for (; place < ordered.length; place += 1) {
      const entry = ordered[place] as TaskEntry
      if (query.status !== undefined && listedStatus(entry) !== query.status) continue
      if (query.source !== undefined && (entry.task ?? entry.last_good)?.source !== query.source) continue
      if (words.length > 0 && !matches(entry, words)) continue
      if (entries.length === query.limit) return { entries, next: encodeCursor(entries.at(-1) as TaskEntry) }
      entries.push(entry)
    }
    return { entries, next: null }
  }

  return {
    get: (taskId) => byId.get(taskId),
    load: (entries) => {
      byId.clear()
      byCommit.clear()
      for (const entry of entries) {
        byId.set(entry.task_id, entry)
        noteCommit(entry, 'add')
      }
      ordered = [...byId.values()].sort(compare)
      changed()
    },
    put: (entry) => {
      const old = byId.get(entry.task_id)
      if (old !== undefined && old.created_ms === entry.created_ms) {
        ordered[placeOf(old)] = entry
        noteCommit(old, 'delete')
      } else {
        takeOut(entry.task_id)
        ordered.splice(placeOf(entry), 0, entry)
      }
      byId.set(entry.task_id, entry)
      noteCommit(entry, 'add')
      changed()
    },
    remove: (taskId) => {
      takeOut(taskId)
      changed()
    },
    page: (query) => {
      const key = JSON.stringify([query.status, query.source, query.q, query.limit, query.cursor])
      let bytes = ready.get(key)
      if (bytes === undefined) {
        const { entries, next } = select(query)
        bytes = encoder.encode(
          `{"items":[${entries.map(summaryJson).join(',')}],"next_cursor":${JSON.stringify(next)}}`,
        )
        if (ready.size >= MAX_READY_PAGES) ready.clear()
        ready.set(key, bytes)
      }
      return bytes
    },
    ids: () => byId.keys(),
    atCommit: (repository, commit) => [...(byCommit.get(commitKey(repository, commit)) ?? [])],
    counts: () => {
      const counts = Object.fromEntries(ListedStatus.options.map((s) => [s, 0])) as Record<ListedStatus, number>
      for (const entry of ordered) counts[listedStatus(entry)] += 1
      return counts
    },
    get size() {
      return byId.size
    },
    get revision() {
      return revision
    },
  }
}
