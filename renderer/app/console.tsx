import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { Session } from '../../contract/session.ts'
import { createApi } from '../client/api.ts'
import type { Door } from '../client/door.ts'
import { createLiveLink } from '../client/live-link.ts'
import { ApprovalsPage } from '../features/approvals/approvals-page.tsx'
import { AuditPage } from '../features/audit/audit-page.tsx'
import { CorrelationPage } from '../features/correlation/correlation-page.tsx'
import { DeliveriesPage } from '../features/deliveries/deliveries-page.tsx'
import { InboxPage } from '../features/inbox/inbox-page.tsx'
import { PolicyPage } from '../features/policy/policy-page.tsx'
import type { SessionStore } from '../features/session/session-store.ts'
import { sourceSentence } from '../features/system/source-words.ts'
import { StaleBanner } from '../features/system/stale-banner.tsx'
import { StatusBar } from '../features/system/status-bar.tsx'
import { useLiveState } from '../features/system/use-system-info.ts'
import { createTaskPages } from '../features/tasks/task-pages.ts'
import { TasksPage } from '../features/tasks/tasks-page.tsx'
import { TokensPage } from '../features/tokens/tokens-page.tsx'
import { ToolsPage } from '../features/tools/tools-page.tsx'
import { createAnnouncer } from './announcer.ts'
import { useKeys } from './keys.ts'
import { KeysDialog } from './keys-dialog.tsx'
import { createLiveCache } from './live-cache.ts'
import { parseRoute, type Route, useHash } from './route.ts'
import { ServicesProvider } from './services.tsx'
import { TopBar } from './top-bar.tsx'

function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // What is shown changes when the service pushes, not by age; a failure is shown, and mended when the link is back.
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
        refetchOnWindowFocus: false,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
}

export function Console({ door, session, sessions }: { door: Door; session: Session; sessions: SessionStore }) {
  const [sentence, setSentence] = useState('')
  const [keysShown, setKeysShown] = useState(false)
  const [parts] = useState(() => {
    const announcer = createAnnouncer(setSentence)
    return {
      queries: createQueries(),
      live: createLiveLink(door),
      taskPages: createTaskPages(),
      announcer,
      services: {
        door,
        session,
        api: createApi(door, sessions.ended),
        mayDecide: session.actor.scopes.includes('admin'),
        announce: announcer.say,
        logOut: sessions.logOut,
      },
    }
  })
  const services = useMemo(() => ({ ...parts.services, live: parts.live, taskPages: parts.taskPages }), [parts])

  useEffect(() => {
    const { queries, live, taskPages, announcer } = parts
    const cache = createLiveCache(queries, taskPages, {
      announce: announcer.changes,
      runFailed: ({ tool, state }) =>
        announcer.say(state === 'unknown' ? `Nobody knows what came of ${tool}` : `${tool} failed`),
      sourceChanged: (source) => announcer.say(sourceSentence(source)),
      signedOut: sessions.ended,
    })
    const stopListening = queries.getQueryCache().subscribe((notice) => {
      if (notice.type === 'updated' && notice.action.type === 'success' && notice.action.manual !== true) live.heard()
    })
    const stop = live.start(cache)
    const onWake = () => {
      if (document.visibilityState === 'visible') live.retryNow()
    }
    window.addEventListener('online', live.retryNow)
    document.addEventListener('visibilitychange', onWake)
    return () => {
      stop()
      stopListening()
      cache.close()
      announcer.close()
      queries.clear()
      window.removeEventListener('online', live.retryNow)
      document.removeEventListener('visibilitychange', onWake)
    }
  }, [parts, sessions])

  useKeys({
    '?': () => {
      setKeysShown(true)
      return true
    },
  })
  const hash = useHash()
  const route = useMemo(() => parseRoute(hash), [hash])

  return (
    <QueryClientProvider client={parts.queries}>
      <ServicesProvider services={services}>
        <div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[auto_auto_minmax(0,1fr)_auto]">
          <TopBar route={route} onShowKeys={() => setKeysShown(true)} />
          <StaleBanner />
          <Page route={route} />
          <StatusBar />
        </div>
        <div role="status" aria-live="polite" className="sr-only" data-testid="announcement">
          {sentence}
        </div>
        {keysShown && <KeysDialog onClose={() => setKeysShown(false)} />}
      </ServicesProvider>
    </QueryClientProvider>
  )
}

/** Nothing is read before the link is up or has failed: what is read after that is followed by what is pushed, without a gap. */
function Page({ route }: { route: Route }) {
  const { phase } = useLiveState()
  if (phase === 'connecting') return <main aria-busy="true" />
  if (route.page === 'audit') return <AuditPage filter={route.filter} />
  if (route.page === 'correlation') return <CorrelationPage id={route.id} view={route.filter} />
  if (route.page === 'deliveries') return <DeliveriesPage open={route.open} filter={route.filter} />
  if (route.page === 'inbox') return <InboxPage open={route.open} />
  if (route.page === 'approvals') return <ApprovalsPage open={route.open} filter={route.filter} />
  if (route.page === 'policy') return <PolicyPage />
  if (route.page === 'tools') return <ToolsPage />
  if (route.page === 'tokens') return <TokensPage />
  return <TasksPage taskId={route.taskId} filter={route.filter} />
}
