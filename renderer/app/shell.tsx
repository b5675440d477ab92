import { useEffect, useSyncExternalStore } from 'react'
import type { Door } from '../client/door.ts'
import { asFailure, type Failure } from '../client/failure.ts'
import { ProblemView } from '../design/problem-view.tsx'
import { LoginPage } from '../features/session/login-page.tsx'
import type { SessionStore } from '../features/session/session-store.ts'
import { CrashGuard } from './crash-guard.tsx'
import { takeLoginCode } from './login-code.ts'
import type { Part } from './part.ts'
import { usePart } from './use-part.ts'

/** Tries again by itself while the service is away. Milliseconds. */
const TRY_AGAIN = 2_500

interface ShellProps {
  door: Door
  sessions: SessionStore
  consolePart: Part<typeof import('./console.tsx')>
}

/** Decides between the login page and the console. */
export function Shell({ door, sessions, consolePart }: ShellProps) {
  const loaded = usePart(consolePart)
  const state = useSyncExternalStore(sessions.watch, sessions.state)

  // A printed login address opened in a tab that already shows the console changes only the fragment.
  useEffect(() => {
    const onHash = () => {
      const code = takeLoginCode()
      if (code !== null && sessions.state().phase !== 'in') void sessions.begin(code)
    }
    onHash()
    window.addEventListener('hashchange', onHash)
    return () => window.removeEventListener('hashchange', onHash)
  }, [sessions])

  useEffect(() => {
    if (state.phase !== 'unreachable') return
    const timer = setTimeout(() => void sessions.begin(null), TRY_AGAIN)
    return () => clearTimeout(timer)
  }, [state, sessions])

  if (state.phase === 'checking') return <div aria-busy="true" className="h-full" />
  if (state.phase === 'out') return <LoginPage failure={state.failure} ended={state.ended} onLogIn={sessions.logIn} />
  if (state.phase === 'unreachable')
    return <NoConsole failure={state.failure} onRetry={() => void sessions.begin(null)} />
  if (loaded.phase === 'waiting') return <div aria-busy="true" className="h-full" />
  if (loaded.phase === 'failed') return <NoConsole failure={asFailure(loaded.error)} onRetry={consolePart.fetch} />
  return (
    <CrashGuard>
      <loaded.part.Console door={door} session={state.session} sessions={sessions} />
    </CrashGuard>
  )
}

function NoConsole({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  return (
    <main className="flex h-full items-center justify-center p-6">
      <div className="w-full max-w-[28rem]">
        <h1 className="mb-3 font-semibold text-lg">Countersign</h1>
        <ProblemView failure={failure} onRetry={onRetry} />
      </div>
    </main>
  )
}
