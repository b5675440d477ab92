import type { TrailNode } from '../../../contract/audit-trail.ts'
import { Inert } from '../../design/inert.tsx'
import { inertString } from '../../design/inert-text.ts'
import { dateTime, timeOfDay } from '../../design/time-words.ts'
import { lineHref, placeHref } from './node-place.ts'
import { kindWords, type NodeOrigin, stateLook, stateWords } from './node-words.ts'

const LOOKS = { good: 'text-approved', bad: 'text-rejected', open: 'text-pending', plain: 'text-soft' } as const

/** What a node is and how it stands. */
export function NodeKind({ node }: { node: TrailNode }) {
  return (
    <span className="flex min-w-0 items-baseline gap-2 text-2xs">
      <span className="shrink-0 text-faint">{kindWords(node.kind)}</span>
      {node.state !== null && (
        <span className={`truncate font-medium ${LOOKS[stateLook(node)]}`} title={inertString(stateWords(node.state))}>
          <Inert text={stateWords(node.state)} />
        </span>
      )}
    </span>
  )
}

interface NodeCardProps {
  correlationId: string
  node: TrailNode
  origins: readonly NodeOrigin[]
}

/** A node of the graph: its page under its name, its line below. What leads to it is drawn, and said to those who do not see that. */
export function NodeCard({ correlationId, node, origins }: NodeCardProps) {
  return (
    <div className="flex h-full flex-col rounded-md border border-line-strong bg-surface px-2.5 py-1.5 hover:border-accent">
      <NodeKind node={node} />
      <a
        href={placeHref(correlationId, node)}
        title={inertString(node.label)}
        className="my-auto line-clamp-3 font-medium text-ink text-xs leading-4 [overflow-wrap:anywhere] hover:underline"
      >
        <Inert text={node.label} />
      </a>
      <span className="sr-only">
        {origins.map(({ seq, words }) => (
          <Inert key={`${seq} ${words}`} text={`${words}. `} />
        ))}
      </span>
      <span className="figures flex items-baseline justify-between gap-2 text-2xs text-faint">
        <time dateTime={node.at} title={`${dateTime(Date.parse(node.at))}, ${inertString(node.actor)}`}>
          {timeOfDay(Date.parse(node.at))}
        </time>
        <a
          href={lineHref(correlationId, node.seq_first)}
          className="truncate text-accent underline underline-offset-2"
          aria-label={`Line ${node.seq_first} of ${inertString(node.label)}`}
        >
          line {node.seq_first}
        </a>
      </span>
    </div>
  )
}
