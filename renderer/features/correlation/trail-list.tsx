import type { TrailGraph } from '../../../contract/audit-trail.ts'
import { Inert } from '../../design/inert.tsx'
import { dateTime } from '../../design/time-words.ts'
import { NodeKind } from './node-card.tsx'
import { lineHref, placeHref } from './node-place.ts'
import { originsOf } from './node-words.ts'

const LINK = 'text-accent underline underline-offset-2'

/** The graph in words: every node with what led to it, in an order in which causes come first. */
export function TrailList({ correlationId, graph }: { correlationId: string; graph: TrailGraph }) {
  return (
    <ol aria-label="The graph in words" className="overflow-hidden rounded-md border border-line bg-surface">
      {graph.nodes.map((node) => (
        <li key={node.id} className="border-line border-b px-3 py-2 last:border-b-0">
          <NodeKind node={node} />
          <a
            href={placeHref(correlationId, node)}
            className="font-medium text-ink underline-offset-2 [overflow-wrap:anywhere] hover:underline"
          >
            <Inert text={node.label} />
          </a>
          <p className="figures flex flex-wrap gap-x-3 text-2xs text-faint">
            <time dateTime={node.at}>{dateTime(Date.parse(node.at))}</time>
            <span className="[overflow-wrap:anywhere]">
              <Inert text={node.actor} />
            </span>
            <a href={lineHref(correlationId, node.seq_first)} className={LINK}>
              line {node.seq_first}
            </a>
            {node.seq_last !== node.seq_first && (
              <a href={lineHref(correlationId, node.seq_last)} className={LINK}>
                latest line {node.seq_last}
              </a>
            )}
          </p>
          {originsOf(graph, node.id).map(({ seq, words }) => (
            <p key={`${seq} ${words}`} className="text-soft text-xs [overflow-wrap:anywhere]">
              <Inert text={words} />,{' '}
              <a href={lineHref(correlationId, seq)} className={LINK}>
                line {seq}
              </a>
            </p>
          ))}
        </li>
      ))}
    </ol>
  )
}
