import { type FSWatcher, watch } from 'node:fs'
import { type PlaceState, rememberFolder } from './folder-place.ts'

/** A name that changed, or null when only a look at the whole folder tells what happened. */
export type FolderEvent = string | null

/** What the system says of changes in one folder. It listens from the start; what comes before `listen` is kept for it. */
export interface FolderEvents {
  listen(onEvent: (name: FolderEvent) => void, onFailure: (error: unknown) => void): void
  /**
   * Whether the folder is still the one that is listened to: the system goes on telling of one that was moved away, and says nothing
   * of the one in its place. After `replaced` it listens to the new one; what happened there before was not heard.
   */
  check(): PlaceState
  close(): void
}

export function watchFolder(folder: string): FolderEvents {
  const early = new Set<FolderEvent>()
  let failure: { error: unknown } | null = null
  let onEvent = (name: FolderEvent): void => {
    early.add(name)
  }
  let onFailure = (error: unknown): void => {
    failure = { error }
  }
  let watcher: FSWatcher | null = null
  const place = rememberFolder(folder)

  function start(): void {
    watcher?.close()
    watcher = null
    try {
      watcher = watch(folder, { persistent: false }, (_kind, name) => onEvent(name))
      watcher.on('error', (error) => onFailure(error))
    } catch (error) {
      onFailure(error)
    }
  }

  start()
  return {
    listen: (event, fail) => {
      onEvent = event
      onFailure = fail
      for (const name of early) event(name)
      early.clear()
      if (failure !== null) fail(failure.error)
    },
    check: () => {
      const state = place.look()
      if (state === 'replaced') start()
      return state
    },
    close: () => {
      watcher?.close()
      place.close()
    },
  }
}
