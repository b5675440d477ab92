import { useState } from 'react'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { formatRoute } from '../../app/route.ts'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { SkeletonLines } from '../../design/skeleton-lines.tsx'
import { count } from '../../design/time-words.ts'
import { AuditLine } from '../audit/audit-line.tsx'
import { leftOutWords } from '../audit/left-out-words.ts'
import { Section } from './section.tsx'
import { useTrail } from './use-trail.ts'

/** Told only together with the served requests, which the service leaves out by itself. */
const REQUESTS = new Set(['request_refused', 'task_write_intended'])
/** More lines than this are drawn only when asked for. */
const MANY = 100

/** What was recorded under the task's correlation id, oldest first. */
export function Timeline({ correlationId }: { correlationId: string }) {
  const [requests, setRequests] = useState(false)
  const [whole, setWhole] = useState(false)
  const query = useTrail(correlationId, requests)
  const failure = query.error === null ? null : asFailure(query.error)
  const all = query.data?.events ?? []
  const wanted = requests ? all : all.filter((event) => !REQUESTS.has(event.type))
  const shown = whole ? wanted : wanted.slice(-MANY)

  const toggle = (
    <span className="flex items-center gap-4">
      <a
        className="text-accent text-xs underline underline-offset-2"
        href={formatRoute({ page: 'correlation', id: correlationId, filter: { look: 'graph', seq: null } })}
      >
        Graph and proof
      </a>
      <label className="flex items-center gap-1.5 text-soft text-xs">
        <input
          type="checkbox"
          checked={requests}
          onChange={(event) => setRequests(event.target.checked)}
          className="size-3.5 accent-accent"
        />
        Show requests
      </label>
    </span>
  )
  return (
    <Section title="Timeline" aside={toggle}>
      {failure !== null && failure.code !== 'correlation_not_found' && failure.code !== 'unreachable' ? (
        <ProblemView failure={failure} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <SkeletonLines label="Reading the timeline" lines={4} />
      ) : (
        <>
          {query.data?.truncated === true && <p className="mb-1 text-faint">{leftOutWords(query.data.left_out)}</p>}
          <TimelineLines events={shown} hidden={wanted.length - shown.length} onShowAll={() => setWhole(true)} />
        </>
      )}
    </Section>
  )
}

function TimelineLines(props: { events: readonly AuditEvent[]; hidden: number; onShowAll: () => void }) {
  if (props.events.length === 0) return <p className="text-faint">Nothing is recorded under this correlation id.</p>
  return (
    <>
      {props.hidden > 0 && (
        <Button look="quiet" className="!h-7 mb-1" onClick={props.onShowAll}>
          Show {count(props.hidden)} earlier
        </Button>
      )}
      <ol className="overflow-hidden rounded-md border border-line bg-surface">
        {props.events.map((event) => (
          <li key={event.seq} className="border-line border-b last:border-b-0">
            <AuditLine event={event} look="timeline" isOpen={false} />
          </li>
        ))}
      </ol>
    </>
  )
}
