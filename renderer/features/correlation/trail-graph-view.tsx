import { useMemo, useState } from 'react'
import type { TrailGraph } from '../../../contract/audit-trail.ts'
import { layOut, NODE_HEIGHT, NODE_WIDTH } from './graph-layout.ts'
import { NodeCard } from './node-card.tsx'
import { originsOf } from './node-words.ts'

/** The graph, drawn from left to right: a list of cards in its order, with lines between them. */
export function TrailGraphView({ correlationId, graph }: { correlationId: string; graph: TrailGraph }) {
  const layout = useMemo(() => layOut(graph), [graph])
  const [lit, setLit] = useState<string | null>(null)
  return (
    <section
      aria-label="Graph"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
      className="overflow-auto rounded-md border border-line bg-ground"
    >
      <div className="relative" style={{ width: layout.width, height: layout.height }}>
        <svg width={layout.width} height={layout.height} aria-hidden="true" className="absolute inset-0">
          <defs>
            <marker id="trail-arrow" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" orient="auto">
              <path d="M0 0L6 3L0 6z" fill="var(--ink-faint)" />
            </marker>
          </defs>
          {layout.edges.map(({ edge, path }) => (
            <path
              key={`${edge.from} ${edge.to}`}
              d={path}
              fill="none"
              stroke={edge.from === lit || edge.to === lit ? 'var(--accent)' : 'var(--line-strong)'}
              strokeWidth={edge.from === lit || edge.to === lit ? 2 : 1.5}
              markerEnd="url(#trail-arrow)"
            />
          ))}
        </svg>
        {layout.columns.map(({ title, x }) => (
          <span
            key={title}
            className="absolute top-2 text-2xs text-faint"
            style={{ left: x, width: NODE_WIDTH }}
            aria-hidden="true"
          >
            {title}
          </span>
        ))}
        <ol aria-label="What happened, from left to right">
          {layout.nodes.map(({ node, x, y }) => (
            <li
              key={node.id}
              data-node={node.id}
              className="absolute"
              style={{ left: x, top: y, width: NODE_WIDTH, height: NODE_HEIGHT }}
              onMouseEnter={() => setLit(node.id)}
              onMouseLeave={() => setLit(null)}
              onFocus={() => setLit(node.id)}
              onBlur={() => setLit(null)}
            >
              <NodeCard correlationId={correlationId} node={node} origins={originsOf(graph, node.id)} />
            </li>
          ))}
        </ol>
      </div>
    </section>
  )
}
