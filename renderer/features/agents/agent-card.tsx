import type { AgentInfo } from '../../../contract/agent.ts'
import { Fact } from '../../design/fact.tsx'
import { Inert } from '../../design/inert.tsx'
import { Age } from '../../design/moment.tsx'
import { dateTime } from '../../design/time-words.ts'
import { ReadyMark } from './agent-marks.tsx'
import { KIND_WORDS, limitWords, ROLE_WORDS, spentWords, workspaceWords } from './run-words.ts'

/** One agent that is set up: whether its program is there, and since when that is known. */
export function AgentCard({ agent }: { agent: AgentInfo }) {
  const { state, detail, remediation_hint, checked_at, running } = agent
  return (
    <li data-agent={agent.agent} className="rounded-md border border-line bg-surface px-3.5 py-3">
      <div className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
        <h4 className="min-w-0 break-all font-medium">{agent.agent}</h4>
        <span className="text-faint text-xs">{KIND_WORDS[agent.kind]}</span>
        <span className="ml-auto text-xs">
          <ReadyMark state={state} />
        </span>
      </div>
      <p className="mt-1 text-soft text-xs [overflow-wrap:anywhere]">
        <Inert text={detail} />
        {checked_at !== null && (
          <span className="text-faint">
            {' '}
            Looked <Age at={checked_at} title={dateTime(Date.parse(checked_at))} /> ago.
          </span>
        )}
      </p>
      {remediation_hint !== null && state !== 'ready' && (
        <p className="mt-1 text-xs [overflow-wrap:anywhere]">
          <Inert text={remediation_hint} />
        </p>
      )}
      <dl className="figures mt-1.5 text-xs *:py-0.5">
        <Fact name="Runs now" look="wide">
          {running.length === 0 ? 'none' : running.length}
        </Fact>
        <Fact name="May be" look="wide">
          {agent.roles.map((role) => ROLE_WORDS[role]).join(', ')}
        </Fact>
        <Fact name="Works in" look="wide">
          <Inert text={workspaceWords(agent.workspace)} />
        </Fact>
        <Fact name="One run may use" look="wide">
          {limitWords(agent.limits)}
        </Fact>
        <Fact name="Spent so far" look="wide">
          {spentWords(agent.spent)}
        </Fact>
      </dl>
    </li>
  )
}
