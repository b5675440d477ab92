import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ToolCallState, type ToolInfo } from '../../../contract/tool.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Inert } from '../../design/inert.tsx'
import { JsonText } from '../../design/json-text.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { LEVEL_WORDS } from '../approvals/approval-words.ts'
import { LevelBadge } from '../approvals/level-badge.tsx'
import { ScrollPage } from '../policy/scroll-page.tsx'
import { Section } from '../tasks/section.tsx'
import { ArgsTable } from './args-table.tsx'
import { RUN_WORDS } from './run-words.ts'
import { ToolRuns, useToolRuns } from './tool-runs.tsx'
import { SkeletonTools } from './tools-skeleton.tsx'

/** What agents can call here, and what they called last. */
export function ToolsPage() {
  const { api } = useServices()
  const tools = useQuery({ queryKey: ['tools'], queryFn: ({ signal }) => api.tools(signal) })
  const items = tools.data?.items ?? []
  return (
    <ScrollPage title="Tools" lead="What agents can call. Every call passes the policy; the gravest wait for you.">
      <div className="grid gap-x-9 gap-y-8 @4xl:grid-cols-2">
        <Section title="What can be called" aside={null}>
          {tools.error !== null && tools.data === undefined ? (
            <ProblemView failure={asFailure(tools.error)} onRetry={() => void tools.refetch()} />
          ) : tools.isPending ? (
            <SkeletonTools />
          ) : items.length === 0 ? (
            <div className="rounded-md border border-line bg-raised p-4">
              <h4 className="font-semibold">No tools</h4>
              <p className="mt-1 text-soft">Nothing can be called here, so every call is refused.</p>
            </div>
          ) : (
            <div className="flex flex-col gap-5">
              {items.map((tool) => (
                <ToolCard key={tool.tool} tool={tool} />
              ))}
            </div>
          )}
        </Section>
        <LastCalls tools={items} />
      </div>
    </ScrollPage>
  )
}

function ToolCard({ tool }: { tool: ToolInfo }) {
  return (
    <section aria-label={tool.tool} className="min-w-0 rounded-md border border-line bg-raised p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h4 className="min-w-0 font-semibold [overflow-wrap:anywhere]">
          <Inert text={tool.title} />
        </h4>
        <code className="break-all text-soft text-xs">{tool.tool}</code>
        <LevelBadge level={tool.side_effect_level} />
      </div>
      <p className="mt-1.5 [overflow-wrap:anywhere]">
        <Inert text={tool.description} />
      </p>
      <p className="mt-1 mb-3 text-soft text-xs">
        {LEVEL_WORDS[tool.side_effect_level].means} It is stopped after {`${tool.timeout_ms / 1000}\u00a0s`}.
      </p>
      <ArgsTable schema={tool.args_schema} />
      <details className="mt-2 text-xs">
        <summary className="w-fit rounded-sm text-soft hover:text-ink">JSON Schema</summary>
        <div className="mt-1.5">
          <JsonText text={JSON.stringify(tool.args_schema, null, 2)} label={`JSON Schema of ${tool.tool}`} />
        </div>
      </details>
    </section>
  )
}

const SELECT = '-my-0.5 h-7 min-w-0 rounded-md border border-line-strong bg-surface px-1.5 text-soft text-xs'

function LastCalls({ tools }: { tools: readonly ToolInfo[] }) {
  const [tool, setTool] = useState('')
  const [state, setState] = useState<ToolCallState | null>(null)
  const runs = useToolRuns({
    ...(tool === '' ? {} : { tool }),
    ...(state === null ? {} : { state }),
  })
  return (
    <Section
      title="Last calls"
      aside={
        <span className="flex min-w-0 gap-2">
          <select aria-label="Tool" value={tool} onChange={(event) => setTool(event.target.value)} className={SELECT}>
            <option value="">All tools</option>
            {tools.map((each) => (
              <option key={each.tool} value={each.tool}>
                {each.tool}
              </option>
            ))}
          </select>
          <select
            aria-label="Outcome"
            value={state ?? ''}
            onChange={(event) => {
              const next = ToolCallState.safeParse(event.target.value)
              setState(next.success ? next.data : null)
            }}
            className={SELECT}
          >
            <option value="">All outcomes</option>
            {ToolCallState.options.map((each) => (
              <option key={each} value={each}>
                {RUN_WORDS[each]}
              </option>
            ))}
          </select>
        </span>
      }
    >
      <ToolRuns
        runs={runs}
        label="Last calls"
        withTask={true}
        empty={tool === '' && state === null ? 'Nothing was called yet.' : 'No call matches.'}
      />
    </Section>
  )
}
