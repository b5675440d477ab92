import { type AuditFilter, isFiltered, navigate, WHOLE_LOG } from '../../app/route.ts'
import { Button } from '../../design/button.tsx'
import { Face } from '../../design/face.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { useLiveState } from '../system/use-system-info.ts'
import { AuditLines } from './audit-lines.tsx'
import type { AuditLinesRead } from './use-audit-lines.ts'

/** The lines that were found, or why there are none. */
export function AuditResult({ filter, read }: { filter: AuditFilter; read: AuditLinesRead }) {
  const { phase } = useLiveState()
  const { lines, failure } = read
  if (failure !== null && lines.length === 0) {
    return (
      <div className="max-w-[40rem] p-4">
        <ProblemView failure={failure} onRetry={read.retry} />
      </div>
    )
  }
  if (read.isPending) {
    return (
      <div aria-busy="true" className="appear-late flex flex-col gap-3 p-4">
        <span className="sr-only">Reading the log</span>
        {['w-2/3', 'w-1/2', 'w-3/5', 'w-2/3', 'w-1/2', 'w-3/5'].map((width, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change
          <div key={place} className={`skeleton h-3 ${width}`} />
        ))}
      </div>
    )
  }
  if (lines.length === 0 && !read.hasOlder) {
    return (
      <Face title={phase === 'live' ? 'No line matches' : 'Not known'}>
        <p>
          {phase === 'live'
            ? filter.correlation_id === ''
              ? 'Nothing in the log has this task, type, actor and time.'
              : 'Nothing in the log has this correlation id with this task, type, actor and time.'
            : 'The service does not answer, so what the log holds is not known.'}
        </p>
        {isFiltered(filter) && (
          <Button look="plain" onClick={() => navigate({ page: 'audit', filter: WHOLE_LOG }, 'push')}>
            Show the whole log
          </Button>
        )}
      </Face>
    )
  }
  return (
    <AuditLines
      key={filter.at ?? 'newest'}
      read={read}
      asked={filter.at}
      onNewest={() => navigate({ page: 'audit', filter: { ...filter, at: null } }, 'push')}
    />
  )
}
