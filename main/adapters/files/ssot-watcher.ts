import { setImmediate as turn } from 'node:timers/promises'
import type { Logger } from '../../core/kernel/logger.ts'
import type { NoticedChange } from '../../core/tasks/task-store.ts'
import type { FolderEvent, FolderEvents } from './folder-events.ts'
import { type JsonTaskStore, taskIdOf } from './json-task-store.ts'
import { createUntoldChanges } from './untold-changes.ts'

/** How long names are gathered before they are looked at, in milliseconds: an editor's save is several events. */
const GATHER_MS = 100
/** From this many names at once on the system may have dropped some (inotify keeps 16,384): the whole folder is compared. */
const BURST = 5000
/** How often the whole folder is compared when the system offers no events (some network file systems), in milliseconds. */
const POLL_MS = 500
/** How often it is made sure that ssot/ is still the same folder, and what failed is tried again, in milliseconds. */
const CHECK_MS = 1000
/** Every so many checks the whole folder is compared, for events that the system dropped: five minutes. */
const CHECKS_PER_SWEEP = 300
/** Files looked at side by side; then others have their turn. */
const ABREAST = 16

export interface SsotWatcher {
  /** Whether no folder stands at ssot/: what is known of tasks is as old as that. */
  isAway(): boolean
  close(): Promise<void>
}

/**
 * Notices within a second what other programs do to the files of ssot/, and tells `noticed` in the order in which it saw it.
 * A file that fails is looked at again and holds up no other; a change that `noticed` fails at is told again.
 */
export function watchSsot(parts: {
  events: FolderEvents
  store: JsonTaskStore
  noticed: (change: NoticedChange) => Promise<void>
  logger: Logger
}): SsotWatcher {
  const { events, store, logger } = parts
  const dirty = new Set<FolderEvent>()
  const failed = new Set<FolderEvent>()
  const untold = createUntoldChanges(parts.noticed)
  let gathering: NodeJS.Timeout | null = null
  let polling: NodeJS.Timeout | null = null
  let work: Promise<void> | null = null
  let checks = 0
  let missing = false
  let closed = false

  async function tell(changes: readonly NoticedChange[]): Promise<void> {
    const waited = untold.size > 0
    const failure = await untold.tellAll(changes)
    if (failure !== null && !waited)
      logger.error({ err: failure.error }, 'changes in ssot/ could not be recorded; they are told again')
  }

  async function lookAtNames(ids: readonly string[]): Promise<void> {
    for (let start = 0; start < ids.length && !closed; start += ABREAST) {
      const slice = ids.slice(start, start + ABREAST)
      const looks = await Promise.allSettled(slice.map((id) => store.refresh(id)))
      const changes: NoticedChange[] = []
      looks.forEach((look, i) => {
        if (look.status === 'fulfilled') {
          if (look.value !== null) changes.push(look.value)
          return
        }
        failed.add(slice[i] as string)
        logger.error({ err: look.reason, task_id: slice[i] }, 'a file of ssot/ failed; it is looked at again')
      })
      if (changes.length > 0) await tell(changes)
      await turn()
    }
  }

  async function look(): Promise<void> {
    if (folderIsAway()) return
    const names = [...dirty]
    dirty.clear()
    if (untold.size > 0) await tell([])
    const whole = names.includes(null) || names.length > BURST
    try {
      await lookAtNames(whole ? await store.ids() : names.filter((name) => name !== null))
    } catch (error) {
      failed.add(null)
      logger.error({ err: error }, 'could not look at ssot/; it is tried again')
    }
  }

  /** True while no folder stands at ssot/: nothing is taken for deleted then. Whatever folder comes is compared whole. */
  function folderIsAway(): boolean {
    const state = events.check()
    if (state === 'missing') {
      if (!missing) logger.error({}, 'ssot/ is gone: tasks are shown as they were last seen, and none can be written')
      missing = true
      return true
    }
    if (state === 'replaced') logger.warn({}, 'another folder has taken the place of ssot/: comparing all of it')
    else if (missing) logger.warn({}, 'ssot/ is there again: comparing all of it')
    if (state === 'replaced' || missing) dirty.add(null)
    missing = false
    return false
  }

  function lookSoon(): void {
    if (closed || work !== null) return
    gathering ??= setTimeout(() => {
      gathering = null
      work = look().finally(() => {
        work = null
        if (dirty.size > 0 && !missing) lookSoon()
      })
    }, GATHER_MS)
  }

  function onEvent(name: FolderEvent): void {
    const taskId = name === null ? null : taskIdOf(name)
    if (name !== null && taskId === null) return
    dirty.add(taskId)
    lookSoon()
  }

  function check(): void {
    if (work !== null) return
    checks = (checks + 1) % CHECKS_PER_SWEEP
    if (checks === 0) dirty.add(null)
    for (const name of failed) dirty.add(name)
    failed.clear()
    if (!folderIsAway() && (dirty.size > 0 || untold.size > 0)) lookSoon()
  }

  events.listen(onEvent, (error) => {
    logger.warn({ err: error }, `no file events for ssot/: looking every ${POLL_MS} ms instead`)
    polling ??= setInterval(() => onEvent(null), POLL_MS)
  })
  const checking = setInterval(check, CHECK_MS)

  return {
    isAway: () => missing,
    close: async () => {
      closed = true
      clearInterval(checking)
      if (polling !== null) clearInterval(polling)
      if (gathering !== null) clearTimeout(gathering)
      await work
      if (untold.size > 0) await tell([])
      if (untold.size > 0) logger.error({ changes: untold.size }, 'changes in ssot/ were never recorded')
      events.close()
    },
  }
}
