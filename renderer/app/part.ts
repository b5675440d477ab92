import { RequestFailed } from '../client/failure.ts'

export type PartState<T> =
  | { readonly phase: 'waiting' }
  | { readonly phase: 'here'; readonly part: T }
  | { readonly phase: 'failed'; readonly error: unknown }

/** A part of the console whose file is fetched by itself, so that it does not make the first load longer. */
export interface Part<T> {
  state(): PartState<T>
  watch(onChange: () => void): () => void
  /** Fetches it when it is neither here nor on its way; again after a failure. */
  fetch(): void
}

/** `load` rejects when the file cannot be fetched; it is called again for every new try. */
export function createPart<T>(load: () => Promise<T>): Part<T> {
  const watchers = new Set<() => void>()
  let state: PartState<T> = { phase: 'waiting' }
  let isOnItsWay = false

  function change(next: PartState<T>): void {
    state = next
    for (const watcher of watchers) watcher()
  }

  return {
    state: () => state,
    watch: (onChange) => {
      watchers.add(onChange)
      return () => watchers.delete(onChange)
    },
    fetch: () => {
      if (isOnItsWay || state.phase === 'here') return
      isOnItsWay = true
      if (state.phase === 'failed') change({ phase: 'waiting' })
      const arrived = (next: PartState<T>) => {
        isOnItsWay = false
        change(next)
      }
      load().then(
        (part) => arrived({ phase: 'here', part }),
        (error: unknown) => arrived({ phase: 'failed', error: new RequestFailed(notFetched(error)) }),
      )
    },
  }
}

const notFetched = (error: unknown) => ({
  status: null,
  title: 'A part of the console could not be loaded',
  detail: error instanceof Error ? error.message : String(error),
  hint: 'Check that Countersign is running (npm start) and try again. If it was updated meanwhile, reload the page.',
  code: 'part_not_loaded',
  correlation_id: null,
  current_sha: null,
  member: null,
})
