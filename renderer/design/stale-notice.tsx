import type { Failure } from '../client/failure.ts'
import { Button } from './button.tsx'

/**
 * Above a list that is shown although reading it again failed: it may be old. Nothing when the service cannot be reached at all, which the
 * banner above says for the whole page.
 */
export function StaleNotice({
  what,
  failure,
  onRetry,
}: {
  what: string
  failure: Failure | null
  onRetry: () => void
}) {
  if (failure === null || failure.code === 'unreachable') return null
  return (
    <div role="alert" className="flex items-center gap-2 border-warn-line border-b bg-warn-ground px-3 py-1.5">
      <span className="min-w-0 flex-1 break-words">
        {what} could not be read: {failure.title}.
      </span>
      <Button look="quiet" className="!h-6 !px-2" onClick={onRetry}>
        Try again
      </Button>
    </div>
  )
}
