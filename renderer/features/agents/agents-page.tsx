import { asFailure } from '../../client/failure.ts'
import { ProblemView } from '../../design/problem-view.tsx'
import { SkeletonLines } from '../../design/skeleton-lines.tsx'
import { StaleNotice } from '../../design/stale-notice.tsx'
import { Section } from '../tasks/section.tsx'
import { AgentCard } from './agent-card.tsx'
import { LastAgentRuns } from './last-agent-runs.tsx'
import { NoAgents } from './no-agents.tsx'
import { useAgents } from './use-agents.ts'
import { WaitingList } from './waiting-list.tsx'
import { WorkingList } from './working-list.tsx'

/** Who waits for a person, who works on what, which agents there are, and what they did last. */
export function AgentsPage() {
  const agents = useAgents(true)
  const failure = agents.error === null ? null : asFailure(agents.error)
  const items = agents.data?.items ?? []
  const isEmpty = agents.data !== undefined && items.length === 0
  return (
    <main className="@container flex min-h-0 flex-col bg-surface">
      <StaleNotice
        what="The agents"
        failure={agents.data === undefined ? null : failure}
        onRetry={() => void agents.refetch()}
      />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto w-full max-w-[84rem] px-5 pt-5 pb-12 @3xl:px-7">
          <h1 className="font-semibold text-xl tracking-tight">Agents</h1>
          <p className="mt-1 mb-6 max-w-[46rem] text-soft">
            What an agent says is reported; what the console checks by itself is verified. That a program is over says
            nothing about its task.
          </p>
          <div className="grid gap-x-9 gap-y-8 @4xl:grid-cols-[minmax(0,1fr)_22rem] @4xl:grid-rows-[auto_1fr]">
            <div className="flex min-w-0 flex-col gap-8">
              <WaitingList />
              <WorkingList />
            </div>
            <div className="min-w-0 @4xl:col-start-2 @4xl:row-span-2 @4xl:row-start-1">
              <Section title={items.length === 0 ? 'Agents' : `Agents (${items.length})`} aside={null}>
                {failure !== null && agents.data === undefined ? (
                  <ProblemView failure={failure} onRetry={() => void agents.refetch()} />
                ) : agents.isPending ? (
                  <SkeletonLines label="Reading the agents" lines={3} />
                ) : isEmpty ? (
                  <NoAgents />
                ) : (
                  <ul aria-label="Agents" className="flex flex-col gap-2.5">
                    {items.map((agent) => (
                      <AgentCard key={agent.agent} agent={agent} />
                    ))}
                  </ul>
                )}
              </Section>
            </div>
            <div className="min-w-0">
              <LastAgentRuns agents={items} />
            </div>
          </div>
        </div>
      </div>
    </main>
  )
}
