import { useMemo, useState } from 'react'
import type { TrailGraph } from '../../../contract/audit-trail.ts'
import { useIsNarrow } from '../../app/use-is-narrow.ts'
import { Button } from '../../design/button.tsx'
import { count } from '../../design/time-words.ts'
import { newestOf } from './newest-nodes.ts'
import { TrailGraphView } from './trail-graph-view.tsx'
import { TrailList } from './trail-list.tsx'

/** More nodes than this are shown only when asked for. */
const MANY = 150

/** The graph as a drawing where there is room, and in words. */
export function GraphPart({ correlationId, graph }: { correlationId: string; graph: TrailGraph }) {
  const narrow = useIsNarrow()
  const [whole, setWhole] = useState(false)
  const shown = useMemo(() => (whole ? graph : newestOf(graph, MANY)), [graph, whole])
  const hidden = graph.nodes.length - shown.nodes.length
  if (graph.nodes.length === 0)
    return <p className="text-faint">These lines tell of no message, task, approval or tool call.</p>
  return (
    <div className="flex flex-col gap-4">
      {hidden > 0 && (
        <p className="flex flex-wrap items-center gap-x-2 text-pending">
          {count(hidden)} older of {count(graph.nodes.length)} things are left out.
          <Button look="quiet" className="!h-7" onClick={() => setWhole(true)}>
            Show all
          </Button>
        </p>
      )}
      {narrow ? (
        <TrailList correlationId={correlationId} graph={shown} />
      ) : (
        <>
          <TrailGraphView correlationId={correlationId} graph={shown} />
          <details>
            <summary className="w-fit rounded-sm text-soft text-xs hover:text-ink">The graph in words</summary>
            <div className="mt-2">
              <TrailList correlationId={correlationId} graph={shown} />
            </div>
          </details>
        </>
      )}
    </div>
  )
}
