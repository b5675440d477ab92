import { useEffect, useMemo, useRef, useState } from 'react'
import type { AuditTrail } from '../../../contract/audit-event.ts'
import type { TrailNode } from '../../../contract/audit-trail.ts'
import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { count } from '../../design/time-words.ts'
import { AuditLine } from '../audit/audit-line.tsx'
import { groupLines } from './line-groups.ts'
import { NodeKind } from './node-card.tsx'
import { placeHref } from './node-place.ts'

/** More lines than this are drawn only when asked for. */
const MANY = 200

/** All lines in their order, under headings that say which thing they tell of; the line asked for is open and in sight. */
export function TrailTimeline({ trail, asked }: { trail: AuditTrail; asked: number | null }) {
  const [most, setMost] = useState(MANY)
  const { events, graph, correlation_id } = trail
  const place = asked === null ? -1 : events.findIndex(({ seq }) => seq === asked)
  const from = Math.max(0, Math.min(events.length - most, place === -1 ? events.length : place - 10))
  const groups = useMemo(() => groupLines(events.slice(from), graph.nodes), [events, from, graph])
  const list = useRef<HTMLOListElement>(null)
  const isThere = place !== -1
  useEffect(() => {
    if (asked === null || !isThere) return
    const line = list.current?.querySelector<HTMLElement>(`[data-seq="${asked}"]`)
    line?.scrollIntoView({ block: 'center' })
    line?.focus({ preventScroll: true })
  }, [asked, isThere])

  return (
    <>
      {asked !== null && !isThere && (
        <p role="status" className="mb-2 text-pending">
          Line {asked} is not among these lines.
        </p>
      )}
      {from > 0 && (
        <Button look="quiet" className="!h-7 mb-1" onClick={() => setMost(events.length - from + 5 * MANY)}>
          Show earlier lines ({count(from)} more)
        </Button>
      )}
      <ol ref={list} aria-label="Timeline, oldest first" className="flex flex-col gap-3">
        {groups.map(({ node, lines }) => (
          <li key={lines[0]?.seq}>
            <GroupHeading correlationId={correlation_id} node={node} />
            <ol className="overflow-hidden rounded-md border border-line bg-surface">
              {lines.map((line) => (
                <li
                  key={line.seq === asked ? `asked ${line.seq}` : line.seq}
                  aria-current={line.seq === asked ? 'true' : undefined}
                  className="border-line border-b last:border-b-0 aria-[current]:bg-selected"
                >
                  <AuditLine event={line} look="timeline" isOpen={line.seq === asked} />
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ol>
    </>
  )
}

function GroupHeading({ correlationId, node }: { correlationId: string; node: TrailNode | null }) {
  if (node === null) return <p className="mb-1 text-2xs text-faint">Besides</p>
  return (
    <div className="mb-1 flex min-w-0 flex-wrap items-baseline gap-x-2">
      <NodeKind node={node} />
      <a
        href={placeHref(correlationId, node)}
        className="min-w-0 font-medium text-ink text-xs underline-offset-2 [overflow-wrap:anywhere] hover:underline"
      >
        <Inert text={node.label} />
      </a>
    </div>
  )
}
