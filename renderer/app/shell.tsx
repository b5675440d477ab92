import { useEffect, useSyncExternalStore } from 'react'
import type { Door } from '../client/door.ts'
import { ProblemView } from '../design/problem-view.tsx'
import { LoginPage } from '../features/session/login-page.tsx'
import type { SessionStore } from '../features/session/session-store.ts'
import { Console } from './console.tsx'
import { CrashGuard } from './crash-guard.tsx'
import { takeLoginCode } from './route.ts'

/** Tries again by itself while the service is away. Milliseconds. */
const TRY_AGAIN = 2_500

/** Decides between the login page and the console. */
export function Shell({ door, sessions }: { door: Door; sessions: SessionStore }) {
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
  if (state.phase === 'unreachable') {
    return (
      <main className="flex h-full items-center justify-center p-6">
        <div className="w-full max-w-[28rem]">
          <h1 className="mb-3 font-semibold text-lg">Countersign</h1>
          <ProblemView failure={state.failure} onRetry={() => void sessions.begin(null)} />
        </div>
      </main>
    )
  }
  return (
    <CrashGuard>
      <Console door={door} session={state.session} sessions={sessions} />
    </CrashGuard>
  )
}
