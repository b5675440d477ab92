import { useState } from 'react'
import { ToolCallState, type ToolInfo } from '../../../contract/tool.ts'
import { Section } from '../tasks/section.tsx'
import { RUN_WORDS } from './run-words.ts'
import { ToolRuns, useToolRuns } from './tool-runs.tsx'

const SELECT = 'h-7 min-w-0 rounded-md border border-line-strong bg-surface px-1.5 text-soft text-xs'

/** What was called last, of all tools, whoever called it. */
export function LastCalls({ tools }: { tools: readonly ToolInfo[] }) {
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
