import { useState } from 'react'
import { type AgentInfo, AgentRunState } from '../../../contract/agent.ts'
import { Section } from '../tasks/section.tsx'
import { AgentRuns } from './agent-runs.tsx'
import { RUN_STATE_WORDS } from './run-words.ts'
import { useAgentRuns } from './use-agents.ts'

const SELECT = 'h-7 min-w-0 rounded-md border border-line-strong bg-surface px-1.5 text-soft text-xs'

/** What agents did last, whoever gave them the work. */
export function LastAgentRuns({ agents }: { agents: readonly AgentInfo[] }) {
  const [agent, setAgent] = useState<AgentInfo['agent'] | null>(null)
  const [state, setState] = useState<AgentRunState | null>(null)
  const runs = useAgentRuns({ ...(agent === null ? {} : { agent }), ...(state === null ? {} : { state }) })
  return (
    <Section
      title="Last runs"
      aside={
        <span className="flex min-w-0 gap-2">
          <select
            aria-label="Agent"
            value={agent ?? ''}
            onChange={({ target }) => setAgent(agents.find((each) => each.agent === target.value)?.agent ?? null)}
            className={SELECT}
          >
            <option value="">All agents</option>
            {agents.map((each) => (
              <option key={each.agent} value={each.agent}>
                {each.agent}
              </option>
            ))}
          </select>
          <select
            aria-label="State"
            value={state ?? ''}
            onChange={({ target }) => setState(AgentRunState.safeParse(target.value).data ?? null)}
            className={SELECT}
          >
            <option value="">All states</option>
            {AgentRunState.options.map((each) => (
              <option key={each} value={each}>
                {RUN_STATE_WORDS[each]}
              </option>
            ))}
          </select>
        </span>
      }
    >
      <AgentRuns
        runs={runs}
        label="Last runs"
        withTask={true}
        empty={agent === null && state === null ? 'No agent has run yet.' : 'No run matches.'}
      />
    </Section>
  )
}
