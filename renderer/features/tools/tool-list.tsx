import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef } from 'react'
import type { ToolInfo } from '../../../contract/tool.ts'
import { NO_TASK } from '../../app/governance-route.ts'
import { formatRoute } from '../../app/route.ts'
import { Inert } from '../../design/inert.tsx'
import { LevelBadge } from '../approvals/level-badge.tsx'
import { LastRun } from './last-run.tsx'
import { familyWords } from './status-words.ts'
import { StatusLine } from './tool-status.tsx'

interface ToolListProps {
  ref: Ref<HTMLElement | null>
  families: readonly { readonly family: string; readonly tools: readonly ToolInfo[] }[]
  current: string | null
  onOpen: (tool: string) => void
  /** What follows below the last of them. */
  children: ReactNode
}

/** Tools by what they need, each with how that stands. */
export function ToolList({ ref, families, current, onOpen, children }: ToolListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  useImperativeHandle<HTMLElement | null, HTMLElement | null>(ref, () => scroller.current)
  const isThere = families.length > 0
  useEffect(() => {
    if (isThere && current !== null)
      scroller.current?.querySelector(`[data-tool="${CSS.escape(current)}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [current, isThere])
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section element would need a heading of its own
    <div
      ref={scroller}
      role="region"
      aria-label="All tools"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto outline-offset-[-2px]"
    >
      {families.map(({ family, tools }) => (
        <section key={family} aria-label={familyWords(family)}>
          <h2 className="sticky top-0 border-line border-b bg-raised px-4 py-1 font-semibold text-soft text-xs">
            <Inert text={familyWords(family)} />
            {family === 'obs' && (
              <a
                className="float-right font-normal text-accent underline underline-offset-2"
                href={formatRoute({ page: 'obs', filter: NO_TASK })}
              >
                OBS panel
              </a>
            )}
          </h2>
          <ul>
            {tools.map((tool) => (
              <li key={tool.tool} className="border-line border-b">
                <ToolRow tool={tool} isCurrent={tool.tool === current} onOpen={onOpen} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {children}
    </div>
  )
}

interface ToolRowProps {
  tool: ToolInfo
  isCurrent: boolean
  onOpen: (tool: string) => void
}

function ToolRow({ tool, isCurrent, onOpen }: ToolRowProps) {
  return (
    <button
      type="button"
      data-tool={tool.tool}
      aria-current={isCurrent}
      onClick={() => onOpen(tool.tool)}
      className="flex w-full flex-col gap-0.5 px-4 py-2 text-left outline-offset-[-2px] hover:bg-hover aria-[current=true]:bg-selected"
    >
      <span className="w-full truncate font-medium">
        <Inert text={tool.title} />
      </span>
      <span className="flex w-full flex-wrap items-center gap-x-2 gap-y-0.5">
        <code className="min-w-0 break-all text-soft text-xs">{tool.tool}</code>
        <LevelBadge level={tool.side_effect_level} />
      </span>
      <span className="flex w-full flex-wrap items-center gap-x-3">
        <StatusLine status={tool.status} />
        <LastRun run={tool.last_run} />
      </span>
    </button>
  )
}
