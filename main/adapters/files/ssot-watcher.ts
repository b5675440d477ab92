import type { Logger } from '../../core/kernel/logger.ts'
import type { NoticedChange } from '../../core/tasks/task-store.ts'
import type { FolderEvent, FolderEvents } from './folder-events.ts'
import { type JsonTaskStore, taskIdOf } from './json-task-store.ts'

/** How long names are gathered before they are looked at, in milliseconds: an editor's save is several events. */
const GATHER_MS = 100
/** From this many names at once on the system may have dropped some (inotify keeps 16,384): the whole folder is compared. */
const BURST = 5000
/** How often the whole folder is compared when the system offers no events (some network file systems), in milliseconds. */
const POLL_MS = 500
/** Files looked at side by side. */
const ABREAST = 16

export interface SsotWatcher {
  close(): Promise<void>
}

/** Notices within a second what other programs do to the files of ssot/, and tells `noticed` in the order in which it saw it. */
export function watchSsot(parts: {
  events: FolderEvents
  store: JsonTaskStore
  noticed: (change: NoticedChange) => Promise<void>
  logger: Logger
}): SsotWatcher {
  const dirty = new Set<string>()
  let all = false
  let gathering: NodeJS.Timeout | null = null
  let polling: NodeJS.Timeout | null = null
  let work: Promise<void> = Promise.resolve()
  let closed = false

  async function lookAtNames(ids: readonly string[]): Promise<void> {
    for (let start = 0; start < ids.length; start += ABREAST) {
      const changes = await Promise.all(ids.slice(start, start + ABREAST).map(parts.store.refresh))
      await tell(changes)
    }
  }

  async function tell(changes: readonly (NoticedChange | null)[]): Promise<void> {
    await Promise.all(changes.filter((change) => change !== null).map(parts.noticed))
  }

  async function look(): Promise<void> {
    const ids = [...dirty]
    const whole = all || ids.length > BURST
    dirty.clear()
    all = false
    if (whole) await tell(await parts.store.sweep())
    else await lookAtNames(ids)
  }

  function lookSoon(): void {
    gathering ??= setTimeout(() => {
      gathering = null
      work = work
        .then(() => (closed ? undefined : look()))
        .catch((error: unknown) => parts.logger.error({ err: error }, 'could not look at ssot/'))
    }, GATHER_MS)
  }

  function onEvent(name: FolderEvent): void {
    const taskId = name === null ? null : taskIdOf(name)
    if (taskId !== null) dirty.add(taskId)
    else if (name === null) all = true
    else return
    lookSoon()
  }

  parts.events.listen(onEvent, (error) => {
    parts.logger.warn({ err: error }, `no file events for ssot/: looking every ${POLL_MS} ms instead`)
    polling ??= setInterval(() => onEvent(null), POLL_MS)
  })

  return {
    close: async () => {
      closed = true
      parts.events.close()
      if (polling !== null) clearInterval(polling)
      if (gathering !== null) clearTimeout(gathering)
      await work
    },
  }
}
