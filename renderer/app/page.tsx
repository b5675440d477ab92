import { useEffect } from 'react'
import { asFailure } from '../client/failure.ts'
import { ProblemView } from '../design/problem-view.tsx'
import { ApprovalsPage } from '../features/approvals/approvals-page.tsx'
import { InboxPage } from '../features/inbox/inbox-page.tsx'
import { useLiveState } from '../features/system/use-system-info.ts'
import { TasksPage } from '../features/tasks/tasks-page.tsx'
import type { Route } from './route.ts'
import type { SeldomRoute } from './seldom-route.ts'
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

/** Its file has usually come before anyone asks for it; when the service is away and it has not, that is said. */
function Seldom({ route, isLive }: { route: SeldomRoute; isLive: boolean }) {
  const { seldomPages } = useServices()
  const state = usePart(seldomPages)
  useEffect(() => {
    if (isLive) seldomPages.fetch()
  }, [isLive, seldomPages])
  if (state.phase === 'here') return <state.part.SeldomPage route={route} />
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
        <ProblemView failure={asFailure(state.error)} onRetry={seldomPages.fetch} />
      </div>
    </main>
  )
}
