import type { Failure } from '../client/failure.ts'
import { Button } from './button.tsx'
import { WarningIcon } from './icons.tsx'
import { Inert } from './inert.tsx'

/** What went wrong, what to do about it, and the code by which it can be looked up. */
export function ProblemView({ failure, onRetry }: { failure: Failure; onRetry: (() => void) | null }) {
  return (
    <div role="alert" className="flex gap-3 rounded-md border border-danger-line bg-danger-ground p-3.5 text-left">
      <WarningIcon className="mt-0.5 text-rejected" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold text-ink">{failure.title}</p>
        <p className="mt-0.5 break-words text-soft">
          <Inert text={failure.detail} />
        </p>
        <p className="mt-1.5 break-words text-ink">{failure.hint}</p>
        <p className="figures mt-2 flex flex-wrap gap-x-3 font-mono text-2xs text-soft">
          <span>{failure.code}</span>
          {failure.status !== null && <span>{failure.status}</span>}
          {failure.correlation_id !== null && <span className="break-all">{failure.correlation_id}</span>}
        </p>
        {onRetry !== null && (
          <Button look="plain" className="mt-3" onClick={onRetry}>
            Try again
          </Button>
        )}
      </div>
    </div>
  )
}
