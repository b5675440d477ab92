import type { AuditEvent } from '../../../contract/audit-event.ts'
import { type AuditFilter, isFiltered, navigate, WHOLE_LOG } from '../../app/route.ts'
import type { Failure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Face } from '../../design/face.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { useLiveState } from '../system/use-system-info.ts'
import { AuditLines } from './audit-lines.tsx'

interface AuditResultProps {
  filter: AuditFilter
  /** Newest first. */
  lines: readonly AuditEvent[]
  failure: Failure | null
  isPending: boolean
  isReading: boolean
  hasOlder: boolean
  onOlder: () => void
  onRetry: () => void
}

/** The lines that were found, or why there are none. */
export function AuditResult(props: AuditResultProps) {
  const { phase } = useLiveState()
  const { filter, lines, failure } = props
  if (failure !== null && lines.length === 0) {
    return (
      <div className="max-w-[40rem] p-4">
        <ProblemView failure={failure} onRetry={props.onRetry} />
      </div>
    )
  }
  if (props.isPending) {
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
  if (lines.length === 0 && !props.hasOlder) {
    return (
      <Face title={phase === 'live' ? 'No line matches' : 'Not known'}>
        <p>
          {phase === 'live'
            ? filter.correlation_id === ''
              ? 'Nothing in the log has this task, type and time.'
              : 'Nothing in the log has this correlation id with this task, type and time.'
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
      lines={lines}
      hasOlder={props.hasOlder}
      isReading={props.isReading}
      failed={failure !== null}
      onOlder={props.onOlder}
    />
  )
}
