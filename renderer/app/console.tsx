import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Session } from '../../contract/session.ts'
import { createApi } from '../client/api.ts'
import type { Door } from '../client/door.ts'
import { createLiveLink } from '../client/live-link.ts'
import type { SessionStore } from '../features/session/session-store.ts'
import { createSettingsDraft } from '../features/settings/settings-draft.ts'
import { sourceSentence } from '../features/system/source-words.ts'
import { createTaskPages } from '../features/tasks/task-pages.ts'
import { createAnnouncer } from './announcer.ts'
import { Frame } from './frame.tsx'
import { createLiveCache } from './live-cache.ts'
import type { ToldNotice } from './notices.tsx'
import { createPart } from './part.ts'
import { parseRoute, useHash } from './route.ts'
import { type ConsoleDialog, ServicesProvider } from './services.tsx'
import { createOpenVerbs } from './verbs.ts'
import { whenIdle } from './when-idle.ts'

/** The pages of the tools and of the agents come after all else: they are large, and nobody is there yet. Milliseconds. */
const LATER = 5_000

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
  const [dialog, setDialog] = useState<ConsoleDialog | null>(null)
  const [notice, setNotice] = useState<ToldNotice | null>(null)
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
        tell: (look: ToldNotice['look'], words: string) => setNotice({ look, sentence: words }),
        show: (wanted: ConsoleDialog) => setDialog(wanted),
        verbs: createOpenVerbs(),
        settingsDraft: createSettingsDraft(),
        seldomPages: createPart(() => import('./seldom-page.tsx')),
        toolPages: createPart(() => import('./tool-pages.tsx')),
        agentPages: createPart(() => import('./agent-pages.tsx')),
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

  useEffect(() => whenIdle(parts.services.seldomPages.fetch), [parts])
  useEffect(() => {
    const timer = setTimeout(
      () =>
        whenIdle(() => {
          parts.services.toolPages.fetch()
          parts.services.agentPages.fetch()
        }),
      LATER,
    )
    return () => clearTimeout(timer)
  }, [parts])

  const closeNotice = useCallback(() => setNotice(null), [])
  const hash = useHash()
  const route = useMemo(() => parseRoute(hash), [hash])

  return (
    <QueryClientProvider client={parts.queries}>
      <ServicesProvider services={services}>
        <Frame route={route} dialog={dialog} onDialog={setDialog} notice={notice} onNoticeClosed={closeNotice} />
        <div role="status" aria-live="polite" className="sr-only" data-testid="announcement">
          {sentence}
        </div>
      </ServicesProvider>
    </QueryClientProvider>
  )
}
