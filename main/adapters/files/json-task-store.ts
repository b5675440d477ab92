import { isUtf8 } from 'node:buffer'
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, type Stats, statSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Sha256, TaskId } from '../../../contract/ids.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import { sha256 } from '../../core/kernel/sha256.ts'
import { createEntry, type TaskEntry } from '../../core/tasks/task-entry.ts'
import { parseTaskFile } from '../../core/tasks/task-file.ts'
import { createTaskIndex } from '../../core/tasks/task-index.ts'
import type { NoticedChange, StagedTask, TaskStore } from '../../core/tasks/task-store.ts'
import { stageFile, TEMPORARY_PREFIX } from './atomic-write.ts'
import { createFolderSync } from './folder-sync.ts'
import { createKeyedLock } from './keyed-lock.ts'

const SUFFIX = '.json'
const FILE_MODE = 0o644

/** A task store over `ssot/`, one JSON file per task. */
export interface JsonTaskStore extends TaskStore {
  /** Compares one file with the index. Returns what another program did to it, or null. Brings the index up to date. */
  refresh(taskId: string): Promise<NoticedChange | null>
  /** Compares the whole folder with the index. */
  sweep(): Promise<NoticedChange[]>
  close(): Promise<void>
}

/** Id of the task that a file name of ssot/ stands for, or null for a file that is none of ours. */
export function taskIdOf(fileName: string): string | null {
  if (!fileName.endsWith(SUFFIX) || fileName.startsWith('.')) return null
  return fileName.slice(0, -SUFFIX.length)
}

/** Identity of a file's content as the file system tells it: enough to see that another program wrote. */
const printOf = (stat: Stats): string => `${stat.ino}:${stat.size}:${stat.mtimeMs}`

/** What a file holds; `text` is null when its bytes are not UTF-8. */
interface Content {
  readonly text: string | null
  readonly sha: Sha256
}

function contentOf(bytes: Uint8Array): Content {
  return { text: isUtf8(bytes) ? Buffer.from(bytes).toString() : null, sha: sha256(bytes) }
}

/** Reads at once: one system call of Node's own fast path. Only a text with U+FFFD may not be what the bytes say. */
function contentOfSync(path: string): Content {
  const text = readFileSync(path, 'utf8')
  return text.includes('\ufffd') ? contentOf(readFileSync(path)) : { text, sha: sha256(text) }
}

function entryOf(taskId: string, content: Content, fileMs: number, before: TaskEntry | null): TaskEntry {
  const parsed = parseTaskFile(taskId, content.text)
  const named = parsed.ok || TaskId.safeParse(taskId).success
  const reason = named ? (parsed.ok ? null : parsed.reason) : 'the file name is not a task id'
  return createEntry({
    task_id: taskId,
    base_sha: content.sha,
    task: parsed.ok ? parsed.task : null,
    invalid_reason: reason,
    last_good: parsed.ok ? null : (before?.task ?? before?.last_good ?? null),
    file_ms: fileMs,
  })
}

/** Reads every task file before it returns (plain reads: measured faster than asynchronous ones while nothing else runs). */
export function openJsonTaskStore(folder: string): JsonTaskStore {
  const index = createTaskIndex()
  const prints = new Map<string, string>()
  const folderSync = createFolderSync(folder)
  const exclusive = createKeyedLock()
  const pathOf = (taskId: string): string => join(folder, taskId + SUFFIX)

  function load(): void {
    mkdirSync(folder, { recursive: true })
    const entries: TaskEntry[] = []
    for (const file of readdirSync(folder, { withFileTypes: true })) {
      if (file.name.startsWith(TEMPORARY_PREFIX)) rmSync(join(folder, file.name), { force: true })
      const taskId = taskIdOf(file.name)
      if (taskId !== null && file.isFile()) entries.push(loadOne(taskId))
    }
    index.load(entries)
  }

  /** Without its print, which would cost another system call: the first comparison looks at the content instead. */
  function loadOne(taskId: string): TaskEntry {
    const content = contentOfSync(pathOf(taskId))
    const entry = entryOf(taskId, content, 0, null)
    return entry.task === null ? { ...entry, file_ms: statSync(pathOf(taskId)).mtimeMs } : entry
  }

  /**
   * The file's print, or null when there is no such file. A link or folder in place of the file counts as none.
   * Asked at once: the entry is in the system's memory, and going round by the thread pool costs ten times as much.
   */
  function printNow(taskId: string): { print: string; ms: number } | null {
    const stat = lstatSync(pathOf(taskId), { throwIfNoEntry: false })
    return stat?.isFile() === true ? { print: printOf(stat), ms: stat.mtimeMs } : null
  }

  async function compare(taskId: string): Promise<NoticedChange | null> {
    const before = index.get(taskId) ?? null
    const now = printNow(taskId)
    if (now === null) {
      if (before === null) return null
      prints.delete(taskId)
      index.remove(taskId)
      return { task_id: taskId, change: 'deleted', before, after: null }
    }
    if (prints.get(taskId) === now.print) return null
    const after = entryOf(taskId, contentOf(await readFile(pathOf(taskId))), now.ms, before)
    prints.set(taskId, now.print)
    if (after.base_sha === before?.base_sha) return null
    index.put(after)
    const change = after.task === null ? 'invalid' : before === null ? 'added' : 'changed'
    return { task_id: taskId, change, before, after }
  }

  async function commit(
    taskId: string,
    bytes: string,
    staged: Awaited<ReturnType<typeof stageFile>>,
  ): ReturnType<StagedTask['commit']> {
    const overtaken = await compare(taskId)
    if (overtaken !== null) {
      await staged.discard()
      return { overtaken }
    }
    try {
      await staged.commit()
      await folderSync.sync()
    } catch (error) {
      await staged.discard().catch(() => undefined)
      throw storageFailed(taskId, error)
    }
    const entry = entryOf(taskId, { text: bytes, sha: sha256(bytes) }, staged.stat.mtimeMs, null)
    prints.set(taskId, printOf(staged.stat))
    index.put(entry)
    return { entry }
  }

  load()
  return {
    index,
    exclusive,
    refresh: (taskId) => exclusive(taskId, () => compare(taskId)),
    sweep: async () => {
      const onDisk = (await readdir(folder)).map(taskIdOf).filter((id) => id !== null)
      const changes: NoticedChange[] = []
      for (const taskId of new Set([...onDisk, ...index.ids()])) {
        const change = await exclusive(taskId, () => compare(taskId))
        if (change !== null) changes.push(change)
      }
      return changes
    },
    stage: async (taskId, bytes) => {
      try {
        const staged = await stageFile(pathOf(taskId), bytes, FILE_MODE)
        return { commit: () => commit(taskId, bytes, staged), discard: staged.discard }
      } catch (error) {
        throw storageFailed(taskId, error)
      }
    },
    close: () => folderSync.close(),
  }
}

function storageFailed(taskId: string, cause: unknown): AppError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
  return new AppError(
    'storage_failed',
    `ssot/${taskId}.json could not be written (${code}).`,
    { task_id: taskId },
    { cause },
  )
}
