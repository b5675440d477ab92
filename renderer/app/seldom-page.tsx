import { AuditPage } from '../features/audit/audit-page.tsx'
import { CorrelationPage } from '../features/correlation/correlation-page.tsx'
import { DeliveriesPage } from '../features/deliveries/deliveries-page.tsx'
import { FirstStepsPage } from '../features/first-run/first-steps-page.tsx'
import { PolicyPage } from '../features/policy/policy-page.tsx'
import { SettingsPage } from '../features/settings/settings-page.tsx'
import { ShortcutsPage } from '../features/shortcuts/shortcuts-page.tsx'
import { TokensPage } from '../features/tokens/tokens-page.tsx'
import type { SeldomRoute } from './seldom-route.ts'

/** The pages that are not decided on: fetched in one file after the first load. */
export function SeldomPage({ route }: { route: SeldomRoute }) {
  if (route.page === 'audit') return <AuditPage filter={route.filter} />
  if (route.page === 'correlation') return <CorrelationPage id={route.id} view={route.filter} />
  if (route.page === 'deliveries') return <DeliveriesPage open={route.open} filter={route.filter} />
  if (route.page === 'policy') return <PolicyPage />
  if (route.page === 'tokens') return <TokensPage />
  if (route.page === 'settings') return <SettingsPage section={route.section} />
  if (route.page === 'shortcuts') return <ShortcutsPage />
  return <FirstStepsPage />
}
