import { type FSWatcher, watch } from 'node:fs'

/** A name that changed, or null when only a look at the whole folder tells what happened. */
export type FolderEvent = string | null

/** What the system says of changes in one folder. It listens from the start; what comes before `listen` is kept for it. */
export interface FolderEvents {
  listen(onEvent: (name: FolderEvent) => void, onFailure: (error: unknown) => void): void
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
  try {
    watcher = watch(folder, { persistent: false }, (_kind, name) => onEvent(name))
    watcher.on('error', (error) => onFailure(error))
  } catch (error) {
    failure = { error }
  }

  return {
    listen: (event, fail) => {
      onEvent = event
      onFailure = fail
      for (const name of early) event(name)
      early.clear()
      if (failure !== null) fail(failure.error)
    },
    close: () => watcher?.close(),
  }
}
