import type { SettingsView } from '../../contract/settings.ts'
import type { TaskDetail } from '../../contract/task.ts'
import { AgentsPage } from '../features/agents/agents-page.tsx'
import { RunPage } from '../features/agents/run-page.tsx'
import { TaskWork as Work } from '../features/agents/task-work.tsx'
import { AgentFields } from '../features/settings/agent-fields.tsx'
import type { AgentRoute } from './seldom-route.ts'

/** The pages on which agents are watched: in a file of their own, fetched after the rest. */
export function AgentPage({ route }: { route: AgentRoute }) {
  return route.run === null ? <AgentsPage /> : <RunPage key={route.run} runId={route.run} />
}

/** What the page of a task shows of their work. */
export function TaskWork({ task }: { task: TaskDetail }) {
  return <Work task={task} />
}

/** What the settings show of them. */
export function AgentSettings({ view }: { view: SettingsView }) {
  return <AgentFields view={view} />
}
