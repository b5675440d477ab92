import { ApprovalsPage } from '../features/approvals/approvals-page.tsx'
import { AuditPage } from '../features/audit/audit-page.tsx'
import { CorrelationPage } from '../features/correlation/correlation-page.tsx'
import { DeliveriesPage } from '../features/deliveries/deliveries-page.tsx'
import { FirstStepsPage } from '../features/first-run/first-steps-page.tsx'
import { InboxPage } from '../features/inbox/inbox-page.tsx'
import { PolicyPage } from '../features/policy/policy-page.tsx'
import { SettingsPage } from '../features/settings/settings-page.tsx'
import { ShortcutsPage } from '../features/shortcuts/shortcuts-page.tsx'
import { useLiveState } from '../features/system/use-system-info.ts'
import { TasksPage } from '../features/tasks/tasks-page.tsx'
import { TokensPage } from '../features/tokens/tokens-page.tsx'
import { ToolsPage } from '../features/tools/tools-page.tsx'
import type { Route } from './route.ts'

/** Nothing is read before the link is up or has failed: what is read after that is followed by what is pushed, without a gap. */
export function Page({ route }: { route: Route }) {
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
  if (route.page === 'settings') return <SettingsPage section={route.section} />
  if (route.page === 'shortcuts') return <ShortcutsPage />
  if (route.page === 'first-steps') return <FirstStepsPage />
  return <TasksPage taskId={route.taskId} filter={route.filter} />
}
