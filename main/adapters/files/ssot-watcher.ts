import { type FSWatcher, watch } from 'node:fs'
import type { Logger } from '../../core/kernel/logger.ts'
import type { NoticedChange } from '../../core/tasks/task-store.ts'
import { type JsonTaskStore, taskIdOf } from './json-task-store.ts'

/** How long names are gathered before they are looked at, in milliseconds: an editor's save is several events. */
const GATHER_MS = 100
/** How often the whole folder is compared, in case the system dropped events (inotify queue overflow). */
const SWEEP_MS = 30_000
/** The same when the system offers no events at all (some network file systems). */
const POLL_MS = 500

export interface SsotWatcher {
  close(): Promise<void>
}

/** Notices within a second what other programs do to the files of ssot/, and tells `noticed`, one change after the other. */
export function watchSsot(parts: {
  folder: string
  store: JsonTaskStore
  noticed: (change: NoticedChange) => Promise<void>
  logger: Logger
}): SsotWatcher {
  const dirty = new Set<string>()
  let gathering: NodeJS.Timeout | null = null
  let sweeping: NodeJS.Timeout
  let work: Promise<void> = Promise.resolve()
  let closed = false

  function enqueue(job: () => Promise<void>): void {
    work = work
      .then(() => (closed ? undefined : job()))
      .catch((error: unknown) => parts.logger.error({ err: error }, 'could not look at ssot/'))
  }

  async function lookAtDirty(): Promise<void> {
    const ids = [...dirty]
    dirty.clear()
    for (const id of ids) {
      const change = await parts.store.refresh(id)
      if (change !== null) await parts.noticed(change)
    }
  }

  async function sweep(): Promise<void> {
    for (const change of await parts.store.sweep()) await parts.noticed(change)
  }

  function sweepEvery(ms: number): void {
    clearInterval(sweeping)
    sweeping = setInterval(() => enqueue(sweep), ms)
  }

  function onEvent(_kind: string, fileName: string | null): void {
    // Without a name (or in a burst that the system cut short) only a sweep tells what happened.
    if (fileName === null) enqueue(sweep)
    const taskId = fileName === null ? null : taskIdOf(fileName)
    if (taskId === null) return
    dirty.add(taskId)
    gathering ??= setTimeout(() => {
      gathering = null
      enqueue(lookAtDirty)
    }, GATHER_MS)
  }

  function fallBack(error: unknown): void {
    parts.logger.warn({ err: error }, `no file events for ssot/: looking every ${POLL_MS} ms instead`)
    sweepEvery(POLL_MS)
  }

  let watcher: FSWatcher | null = null
  sweepEvery(SWEEP_MS)
  try {
    watcher = watch(parts.folder, { persistent: false }, onEvent)
    watcher.on('error', fallBack)
  } catch (error) {
    fallBack(error)
  }
  // What changed between loading and watching.
  enqueue(sweep)

  return {
    close: async () => {
      closed = true
      watcher?.close()
      clearInterval(sweeping)
      if (gathering !== null) clearTimeout(gathering)
      await work
    },
  }
}
