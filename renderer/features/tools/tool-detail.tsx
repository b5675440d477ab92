import type { ToolInfo } from '../../../contract/tool.ts'
import { NO_TASK } from '../../app/governance-route.ts'
import { formatRoute } from '../../app/route.ts'
import { Inert } from '../../design/inert.tsx'
import { JsonText } from '../../design/json-text.tsx'
import { LEVEL_WORDS } from '../approvals/approval-words.ts'
import { LevelBadge } from '../approvals/level-badge.tsx'
import { Section } from '../tasks/section.tsx'
import { ArgsTable } from './args-table.tsx'
import { familyOf } from './status-words.ts'
import { ToolRuns, useToolRuns } from './tool-runs.tsx'
import { StatusBox } from './tool-status.tsx'
import { TryIt } from './try-it.tsx'

/** One tool: what it does, how what it needs stands, a way to try it, and what came of its calls. */
export function ToolDetail({ tool, taskId }: { tool: ToolInfo; taskId: string }) {
  const runs = useToolRuns({ tool: tool.tool })
  const means = LEVEL_WORDS[tool.side_effect_level].means
  return (
    <article aria-label={tool.tool} className="flex min-w-0 flex-col gap-6">
      <header className="border-line border-b pb-4">
        <h2 tabIndex={-1} className="font-semibold text-xl tracking-tight outline-none [overflow-wrap:anywhere]">
          <Inert text={tool.title} />
        </h2>
        <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
          <code className="break-all text-soft text-xs">{tool.tool}</code>
          <LevelBadge level={tool.side_effect_level} />
        </p>
        <p className="mt-2.5 [overflow-wrap:anywhere]">
          <Inert text={tool.description} />
        </p>
        <p className="mt-1 text-soft text-xs">
          {means} It is stopped after {durationWords(tool.timeout_ms)}.
          {familyOf(tool.tool) === 'obs' && (
            <>
              {' '}
              <a
                className="text-accent underline underline-offset-2"
                href={formatRoute({ page: 'obs', filter: taskId === '' ? NO_TASK : { task_id: taskId } })}
              >
                OBS panel
              </a>
            </>
          )}
        </p>
      </header>
      <Section title="State" aside={null}>
        <StatusBox status={tool.status} />
      </Section>
      <TryIt tool={tool} taskId={taskId} />
      <Section title="What it takes" aside={null}>
        <ArgsTable schema={tool.args_schema} />
        <details className="mt-2 text-xs">
          <summary className="w-fit rounded-sm text-soft hover:text-ink">JSON Schema</summary>
          <div className="mt-1.5">
            <JsonText text={JSON.stringify(tool.args_schema, null, 2)} label={`JSON Schema of ${tool.tool}`} />
          </div>
        </details>
      </Section>
      <Section title="Last calls" aside={null}>
        <ToolRuns runs={runs} label="Last calls" withTask={true} empty="It was not called yet." />
      </Section>
    </article>
  )
}

/** `10 s`, `90 s`, `5 min`, `2 h`. */
function durationWords(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 120) return `${seconds}\u00a0s`
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `${minutes}\u00a0min` : `${Math.round(minutes / 60)}\u00a0h`
}
