import { useState } from 'react'
import { formatRoute, type TrailView } from '../../app/route.ts'
import { asFailure } from '../../client/failure.ts'
import { Face } from '../../design/face.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { SkeletonLines } from '../../design/skeleton-lines.tsx'
import { leftOutWords } from '../audit/left-out-words.ts'
import { useTrail } from '../tasks/use-trail.ts'
import { CorrelationHeader } from './correlation-header.tsx'
import { GraphPart } from './graph-part.tsx'
import { TrailTimeline } from './trail-timeline.tsx'

/** One request and everything that it led to, as lines and as a graph. */
export function CorrelationPage({ id, view }: { id: string; view: TrailView }) {
  const [requests, setRequests] = useState(false)
  const query = useTrail(id, requests)
  const failure = query.error === null ? null : asFailure(query.error)
  const isUnknown = failure?.code === 'correlation_not_found'
  // Without a connection the last reading stays in sight, under the banner that says so.
  const trail = failure === null || failure.code === 'unreachable' ? query.data : undefined
  return (
    <main className="@container min-h-0 overflow-y-auto bg-surface">
      <div className="mx-auto max-w-[84rem] px-5 pt-4 pb-12 @3xl:px-7">
        <CorrelationHeader id={id} trail={trail} readAt={query.dataUpdatedAt} />
        {isUnknown ? (
          <Face title="Nothing is recorded under this correlation id">
            <p>The log holds no line with it. Take the id from a task or from a line of the log.</p>
          </Face>
        ) : failure !== null && trail === undefined ? (
          <div className="max-w-[44rem]">
            <ProblemView failure={failure} onRetry={() => void query.refetch()} />
          </div>
        ) : trail === undefined ? (
          <SkeletonLines label="Reading the lines" lines={6} />
        ) : (
          <>
            <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
              <Looks id={id} view={view} />
              {view.look === 'timeline' && (
                <label className="flex items-center gap-1.5 text-soft text-xs">
                  <input
                    type="checkbox"
                    checked={requests}
                    onChange={(event) => setRequests(event.target.checked)}
                    className="size-3.5 accent-accent"
                  />
                  Show requests
                </label>
              )}
            </div>
            {trail.truncated && <p className="mb-2 text-pending">{leftOutWords(trail.left_out)}</p>}
            {view.look === 'graph' ? (
              <GraphPart correlationId={id} graph={trail.graph} />
            ) : trail.events.length === 0 ? (
              <p className="text-faint">
                {requests ? 'Nothing' : 'Nothing but answered requests'} is recorded under this correlation id.
              </p>
            ) : (
              <TrailTimeline trail={trail} asked={view.seq} />
            )}
          </>
        )}
      </div>
    </main>
  )
}

const LOOKS = [
  { look: 'timeline', word: 'Timeline' },
  { look: 'graph', word: 'Graph' },
] as const

function Looks({ id, view }: { id: string; view: TrailView }) {
  return (
    <nav aria-label="How it is shown" className="flex rounded-md border border-line-strong p-0.5">
      {LOOKS.map(({ look, word }) => (
        <a
          key={look}
          href={formatRoute({ page: 'correlation', id, filter: { look, seq: null } })}
          aria-current={view.look === look ? 'true' : undefined}
          className="rounded-sm px-3 py-0.5 font-medium text-soft hover:text-ink aria-[current]:bg-selected aria-[current]:text-ink"
        >
          {word}
        </a>
      ))}
    </nav>
  )
}
