import { lstatSync, mkdirSync, readdirSync, rmSync, type Stats } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { TaskId } from '../../../contract/ids.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import { createKeyedLock } from '../../core/kernel/keyed-lock.ts'
import { sha256 } from '../../core/kernel/sha256.ts'
import { createEntry, type TaskEntry } from '../../core/tasks/task-entry.ts'
import { type ParsedTaskFile, parseTaskFile } from '../../core/tasks/task-file.ts'
import { createTaskIndex } from '../../core/tasks/task-index.ts'
import type { NoticedChange, StagedTask, TaskStore } from '../../core/tasks/task-store.ts'
import { type StagedFile, stageFile, TEMPORARY_PREFIX } from '../disk/atomic-write.ts'
import { createFolderSync } from '../disk/folder-sync.ts'
import { createTaskFileReader, type FileContent } from './task-file-reader.ts'

const SUFFIX = '.json'
const FILE_MODE = 0o644
/** A file that was changed this short a time ago, in milliseconds, may change again without its times telling (they are kept in ticks). */
const TICK_MS = 50
/** How often a write looks again at a file that is being touched without any change of its content. */
const LAST_LOOKS = 10

/** A task store over `ssot/`, one JSON file per task. */
export interface JsonTaskStore extends TaskStore {
  /** Compares one file with the index. Returns what another program did to it, or null. Brings the index up to date. */
  refresh(taskId: string): Promise<NoticedChange | null>
  /** Every id that a look at the whole folder has to refresh: those on the disk and those in the index. */
  ids(): Promise<string[]>
  close(): Promise<void>
}

/** Id of the task that a file name of ssot/ stands for, or null for a file that is none of ours. */
export function taskIdOf(fileName: string): string | null {
  if (!fileName.endsWith(SUFFIX) || fileName.startsWith('.')) return null
  return fileName.slice(0, -SUFFIX.length)
}

/** Identity of a file's content as the file system tells it: enough to see that another program wrote. No program can set the ctime. */
const printOf = (stat: Stats): string => `${stat.ino}:${stat.size}:${stat.mtimeMs}:${stat.ctimeMs}`

function entryOf(
  taskId: string,
  content: Pick<FileContent, 'text' | 'sha' | 'unread'>,
  fileMs: number,
  before: TaskEntry | null,
): TaskEntry {
  const parsed: ParsedTaskFile =
    content.unread === null ? parseTaskFile(taskId, content.text) : { ok: false, reason: content.unread }
  const named = parsed.ok || TaskId.safeParse(taskId).success
  return createEntry({
    task_id: taskId,
    base_sha: content.sha,
    task: parsed.ok ? parsed.task : null,
    invalid_reason: named ? (parsed.ok ? null : parsed.reason) : 'the file name is not a task id',
    last_good: parsed.ok ? null : (before?.task ?? before?.last_good ?? null),
    file_ms: fileMs,
  })
}

/** Reads every task file before it returns. A file that cannot be read is an invalid entry, and no reason not to open. */
export function openJsonTaskStore(folder: string): JsonTaskStore {
  const index = createTaskIndex()
  const prints = new Map<string, string>()
  const folderSync = createFolderSync(folder)
  const exclusive = createKeyedLock()
  const read = createTaskFileReader()
  const pathOf = (taskId: string): string => join(folder, taskId + SUFFIX)

  function load(): void {
    mkdirSync(folder, { recursive: true })
    const entries: TaskEntry[] = []
    for (const file of readdirSync(folder, { withFileTypes: true })) {
      if (file.name.startsWith(TEMPORARY_PREFIX) && file.isFile()) removeWaste(join(folder, file.name))
      const taskId = taskIdOf(file.name)
      const entry = taskId !== null && file.isFile() ? loadOne(taskId) : null
      if (entry !== null) entries.push(entry)
    }
    index.load(entries)
  }

  /** Null when the file is gone by now. Without its print, which nobody may ever ask for: the first comparison looks at the content. */
  function loadOne(taskId: string): TaskEntry | null {
    const content = read(pathOf(taskId))
    return content === null ? null : entryOf(taskId, content, (content.stat ?? statNow(taskId))?.mtimeMs ?? 0, null)
  }

  /**
   * Null when there is no such file. A link, pipe or folder in place of the file counts as none.
   * Asked at once: the entry is in the system's memory, and going round by the thread pool costs ten times as much.
   */
  function statNow(taskId: string): Stats | null {
    const stat = lstatSync(pathOf(taskId), { throwIfNoEntry: false })
    return stat?.isFile() === true ? stat : null
  }

  /** Keeps the print only if every later change must show in it. */
  function keepPrint(taskId: string, stat: Stats): void {
    if (stat.ctimeMs < Date.now() - TICK_MS) prints.set(taskId, printOf(stat))
    else prints.delete(taskId)
  }

  /** Compares and brings the index up to date, all before it returns. */
  function compare(taskId: string): NoticedChange | null {
    const before = index.get(taskId) ?? null
    const now = statNow(taskId)
    if (now !== null && prints.get(taskId) === printOf(now)) return null
    const content = now === null ? null : read(pathOf(taskId))
    if (now === null || content === null) {
      prints.delete(taskId)
      if (before === null) return null
      index.remove(taskId)
      return { task_id: taskId, change: 'deleted', before, after: null }
    }
    // What could not be read is tried again at every look.
    if (content.stat === null) prints.delete(taskId)
    else keepPrint(taskId, content.stat)
    if (before !== null && before.task !== null && before.base_sha === content.sha) return null
    const after = entryOf(taskId, content, (content.stat ?? now).mtimeMs, before)
    if (after.base_sha === before?.base_sha && after.invalid_reason === before.invalid_reason) return null
    index.put(after)
    const change = after.task === null ? 'invalid' : before === null ? 'added' : 'changed'
    return { task_id: taskId, change, before, after }
  }

  /**
   * Renames over the file unless another program changed it. The last look and the rename are two system calls in a row, without a turn
   * of the event loop. No rename compares, so another program's replacement is lost if it falls between the two: some microseconds, or
   * as long as the file system makes one of two renames at once wait for the other.
   */
  function replace(taskId: string, staged: StagedFile): NoticedChange | null {
    for (let looks = 1; ; looks += 1) {
      const seen = printAt(taskId)
      const overtaken = compare(taskId)
      if (overtaken !== null) return overtaken
      if (printAt(taskId) === seen || looks === LAST_LOOKS) break
    }
    staged.commitNow()
    const stat = statNow(taskId)
    // The rename itself changes the ctime. Any other difference is another program's, and the next look shall find it.
    const ours = stat?.ino === staged.stat.ino && stat.size === staged.stat.size && stat.mtimeMs === staged.stat.mtimeMs
    if (stat !== null && ours) keepPrint(taskId, stat)
    else prints.delete(taskId)
    return null
  }

  function printAt(taskId: string): string | null {
    const stat = statNow(taskId)
    return stat === null ? null : printOf(stat)
  }

  async function commit(taskId: string, bytes: string, staged: StagedFile): ReturnType<StagedTask['commit']> {
    try {
      const overtaken = replace(taskId, staged)
      if (overtaken !== null) {
        await staged.discard().catch(() => undefined)
        return { overtaken }
      }
      await folderSync.sync()
    } catch (error) {
      // The new content may be in place already: the next look shall compare.
      prints.delete(taskId)
      await staged.discard().catch(() => undefined)
      throw storageFailed(taskId, error)
    }
    const content = { text: bytes, sha: sha256(bytes), unread: null }
    const entry = entryOf(taskId, content, staged.stat.mtimeMs, null)
    index.put(entry)
    return { entry }
  }

  load()
  /** Changes nothing: a difference is for `refresh` to find. */
  function isAsKnown(taskId: string): boolean {
    const now = statNow(taskId)
    if (now !== null && prints.get(taskId) === printOf(now)) return true
    const content = now === null ? null : read(pathOf(taskId))
    return content?.sha === index.get(taskId)?.base_sha
  }

  return {
    index,
    isAsKnown,
    exclusive,
    refresh: (taskId) => exclusive(taskId, async () => compare(taskId)),
    ids: async () => {
      const onDisk = (await readdir(folder)).map(taskIdOf).filter((id) => id !== null)
      return [...new Set([...onDisk, ...index.ids()])]
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

/** What a crash left over. If it cannot be removed it stays: it is in nobody's way. */
function removeWaste(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {}
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
