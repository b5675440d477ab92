import { AirlockPage } from '../features/airlock/airlock-page.tsx'
import { ObsPage } from '../features/obs/obs-page.tsx'
import { ToolsPage } from '../features/tools/tools-page.tsx'
import type { ToolRoute } from './seldom-route.ts'

/** The pages on which tools are used: in a file of their own, fetched after the rest. */
export function ToolPage({ route }: { route: ToolRoute }) {
  if (route.page === 'obs') return <ObsPage filter={route.filter} />
  if (route.page === 'airlock') return <AirlockPage taskId={route.taskId} sha256={route.sha256} />
  return <ToolsPage open={route.open} filter={route.filter} />
}
