import { useServices } from '../../app/services.tsx'
import { Button } from '../../design/button.tsx'
import { WarningIcon } from '../../design/icons.tsx'
import { useNow } from '../../design/moment.tsx'
import { timeOfDay } from '../../design/time-words.ts'
import { useLiveState } from './use-system-info.ts'

/** A connection that is back within this time raises no banner. Milliseconds. */
const PATIENCE = 1_500

/** While nothing is pushed, nothing on the screen may pass for the present. */
export function StaleBanner() {
  const { live } = useServices()
  const { phase, since } = useLiveState()
  const now = useNow(500)
  if (phase === 'live' || now - since < PATIENCE) return <div />
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-warn-line border-b bg-warn-ground px-4 py-2 text-ink"
    >
      <WarningIcon className="text-pending" />
      <p className="figures min-w-0 flex-1">
        <strong className="font-semibold">Not live since {timeOfDay(since)}.</strong> What you see may have changed
        {phase === 'offline' ? '; the service does not answer.' : '.'}
      </p>
      <Button look="quiet" className="!h-6 !px-2" onClick={() => live.retryNow()}>
        Try now
      </Button>
    </div>
  )
}
