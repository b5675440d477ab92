import { PROBLEMS } from '../../../contract/problem.ts'
import { Inert } from '../../design/inert.tsx'
import { StatusMark } from '../../design/status-mark.tsx'

/** A file in ssot/ that is not a task: why, and what to do. Nothing in it was lost or changed. */
export function InvalidTask({ taskId, reason }: { taskId: string; reason: string }) {
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
            <Inert text={reason} />
          </dd>
        </div>
        <div>
          <dt className="mb-1 font-semibold text-soft text-xs">What to do</dt>
          <dd>
            {PROBLEMS.task_file_invalid.remedy} The file was not changed. It cannot be approved or rejected while it
            cannot be read.
          </dd>
        </div>
      </dl>
      <p className="mt-4 font-mono text-2xs text-faint">task_file_invalid</p>
    </div>
  )
}
