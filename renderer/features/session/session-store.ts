import type { Session } from '../../../contract/session.ts'
import type { Door } from '../../client/door.ts'
import { asFailure, type Failure, isSignedOut } from '../../client/failure.ts'
import type { SessionApi } from '../../client/session-api.ts'

export type SessionState =
  | { readonly phase: 'checking' }
  | { readonly phase: 'in'; readonly session: Session }
  | { readonly phase: 'out'; readonly failure: Failure | null; readonly ended: boolean }
  | { readonly phase: 'unreachable'; readonly failure: Failure }

/** Who the operator is to the service. */
export interface SessionStore {
  state(): SessionState
  watch(onChange: () => void): () => void
  /** With a code: logs in with it, once. Without, or when it is refused: goes on with the session that there may be. */
  begin(code: string | null): Promise<void>
  logIn(code: string): Promise<void>
  logOut(): Promise<void>
  /** The service said that the session is over. */
  ended(): void
}

export function createSessionStore(door: Door, makeApi: (onSignedOut: () => void) => SessionApi): SessionStore {
  const watchers = new Set<() => void>()
  let state: SessionState = { phase: 'checking' }

  function change(next: SessionState): void {
    state = next
    for (const watcher of watchers) watcher()
  }
  function ended(): void {
    if (state.phase === 'in') change({ phase: 'out', failure: null, ended: true })
  }
  const api = makeApi(ended)

  async function resume(codeFailure: Failure | null): Promise<void> {
    try {
      change({ phase: 'in', session: await api.session() })
    } catch (error) {
      const failure = asFailure(error)
      if (isSignedOut(failure) && door.kind === 'http') change({ phase: 'out', failure: codeFailure, ended: false })
      else change({ phase: 'unreachable', failure })
    }
  }

  async function logIn(code: string): Promise<void> {
    try {
      change({ phase: 'in', session: await api.logIn(code.trim()) })
    } catch (error) {
      change({ phase: 'out', failure: asFailure(error), ended: false })
    }
  }

  return {
    state: () => state,
    watch: (onChange) => {
      watchers.add(onChange)
      return () => watchers.delete(onChange)
    },
    begin: async (code) => {
      if (code === null) return resume(null)
      await logIn(code)
      if (state.phase === 'out') await resume(state.failure)
    },
    logIn,
    logOut: async () => {
      try {
        await api.logOut()
        change({ phase: 'out', failure: null, ended: false })
      } catch (error) {
        const failure = asFailure(error)
        // Refused as signed out is what was wanted; anything else means that the session may still be open.
        if (isSignedOut(failure)) change({ phase: 'out', failure: null, ended: false })
        else throw error
      }
    },
    ended,
  }
}
