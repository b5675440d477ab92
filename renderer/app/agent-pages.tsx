import { AgentsPage } from '../features/agents/agents-page.tsx'
import { RunPage } from '../features/agents/run-page.tsx'
import type { AgentRoute } from './seldom-route.ts'

export { TaskWork } from '../features/agents/task-work.tsx'

/** The pages on which agents are watched: in a file of their own, fetched after the rest. */
export function AgentPage({ route }: { route: AgentRoute }) {
  return route.run === null ? <AgentsPage /> : <RunPage key={route.run} runId={route.run} />
}
