import type { SettingsView } from '../../../contract/settings.ts'
import { useServices } from '../../app/services.tsx'
import { usePart } from '../../app/use-part.ts'
import { asFailure } from '../../client/failure.ts'
import { ProblemView } from '../../design/problem-view.tsx'
import { SkeletonLines } from '../../design/skeleton-lines.tsx'
import { SettingsSection } from './settings-section.tsx'

/** The agents, whose forms do not come with the first load. */
export function AgentSection({ view }: { view: SettingsView }) {
  const { agentPages } = useServices()
  const state = usePart(agentPages)
  return (
    <SettingsSection
      name="agents"
      lead="An agent is started for one task at a time, in a workspace and with a token of its own. Runs that are under way keep the settings they began with."
    >
      {state.phase === 'here' ? (
        <state.part.AgentSettings view={view} />
      ) : state.phase === 'failed' ? (
        <ProblemView failure={asFailure(state.error)} onRetry={agentPages.fetch} />
      ) : (
        <SkeletonLines label="Reading the agents" lines={2} />
      )}
    </SettingsSection>
  )
}
