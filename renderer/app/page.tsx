import { type ReactNode, useEffect } from 'react'
import { asFailure } from '../client/failure.ts'
import { ProblemView } from '../design/problem-view.tsx'
import { ApprovalsPage } from '../features/approvals/approvals-page.tsx'
import { InboxPage } from '../features/inbox/inbox-page.tsx'
import { useLiveState } from '../features/system/use-system-info.ts'
import { TasksPage } from '../features/tasks/tasks-page.tsx'
import type { Part } from './part.ts'
import type { Route } from './route.ts'
import type { AgentRoute, SeldomRoute, ToolRoute } from './seldom-route.ts'
import { useServices } from './services.tsx'
import { usePart } from './use-part.ts'

/** Nothing is read before the link is up or has failed: what is read after that is followed by what is pushed, without a gap. */
export function Page({ route }: { route: Route }) {
  const { phase } = useLiveState()
  if (phase === 'connecting') return <main aria-busy="true" />
  if (route.page === 'tasks') return <TasksPage taskId={route.taskId} filter={route.filter} />
  if (route.page === 'inbox') return <InboxPage open={route.open} />
  if (route.page === 'approvals') return <ApprovalsPage open={route.open} filter={route.filter} />
  return <Seldom route={route} isLive={phase === 'live'} />
}

const isOfTools = (route: SeldomRoute | ToolRoute): route is ToolRoute =>
  route.page === 'tools' || route.page === 'obs' || route.page === 'airlock'

function Seldom({ route, isLive }: { route: SeldomRoute | ToolRoute | AgentRoute; isLive: boolean }) {
  const { seldomPages, toolPages, agentPages } = useServices()
  if (route.page === 'agents')
    return (
      <Fetched part={agentPages} isLive={isLive}>
        {({ AgentPage }) => <AgentPage route={route} />}
      </Fetched>
    )
  if (isOfTools(route))
    return (
      <Fetched part={toolPages} isLive={isLive}>
        {({ ToolPage }) => <ToolPage route={route} />}
      </Fetched>
    )
  return (
    <Fetched part={seldomPages} isLive={isLive}>
      {({ SeldomPage }) => <SeldomPage route={route} />}
    </Fetched>
  )
}

interface FetchedProps<T> {
  part: Part<T>
  isLive: boolean
  children: (part: T) => ReactNode
}

/** Its file has usually come before anyone asks for it; when the service is away and it has not, that is said. */
function Fetched<T>({ part, isLive, children }: FetchedProps<T>) {
  const state = usePart(part)
  useEffect(() => {
    if (isLive) part.fetch()
  }, [isLive, part])
  if (state.phase === 'here') return children(state.part)
  if (state.phase === 'waiting') {
    return (
      <main aria-busy="true" className="bg-surface p-5">
        <p className="appear-late text-soft">Loading this page…</p>
      </main>
    )
  }
  return (
    <main className="min-h-0 overflow-y-auto bg-surface p-5">
      <div className="max-w-[44rem]">
        <ProblemView failure={asFailure(state.error)} onRetry={part.fetch} />
      </div>
    </main>
  )
}
