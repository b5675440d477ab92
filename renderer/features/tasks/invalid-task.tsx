import type { Failure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { StatusMark } from '../../design/status-mark.tsx'

/** A file in ssot/ that is not a task: why, and what to do. Nothing in it was lost or changed. */
export function InvalidTask(props: { taskId: string; failure: Failure; onRetry: () => void }) {
  const { taskId, failure, onRetry } = props
  return (
    <div className="max-w-[44rem]">
      <h2 className="font-mono font-semibold text-lg">ssot/{taskId}.json</h2>
      <p className="mt-2">
        <StatusMark status="invalid" />
      </p>
      <dl className="mt-5 flex flex-col gap-4">
        <div>
          <dt className="mb-1 font-semibold text-soft text-xs">Reason</dt>
          <dd className="whitespace-pre-wrap break-words rounded-md border border-warn-line bg-warn-ground px-3 py-2.5 font-mono text-xs">
            <Inert text={failure.detail} />
          </dd>
        </div>
        <div>
          <dt className="mb-1 font-semibold text-soft text-xs">What to do</dt>
          <dd>{failure.hint} The file was not changed. It cannot be approved or rejected while it cannot be read.</dd>
        </div>
      </dl>
      <p className="figures mt-4 flex gap-3 font-mono text-2xs text-faint">
        <span>{failure.code}</span>
        <span>{failure.correlation_id}</span>
      </p>
      <Button look="plain" className="mt-4" onClick={onRetry}>
        Read again
      </Button>
    </div>
  )
}
