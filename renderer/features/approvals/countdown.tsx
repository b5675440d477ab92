import type { Approval } from '../../../contract/approval.ts'
import { WarningIcon } from '../../design/icons.tsx'
import { dateTime } from '../../design/time-words.ts'
import { useServiceNow } from '../inbox/use-inbox.ts'
import { timeLeft } from './time-left.ts'

/** How long the approval holds; amber with a drawing when little is left. */
export function Countdown({ approval }: { approval: Pick<Approval, 'created_at' | 'expires_at'> }) {
  const { words, isShort, isOver } = timeLeft(approval, useServiceNow(1_000))
  const colour = isOver ? 'text-faint' : isShort ? 'font-medium text-pending' : 'text-soft'
  return (
    <time
      dateTime={approval.expires_at}
      title={`until ${dateTime(Date.parse(approval.expires_at))}`}
      data-testid="countdown"
      className={`figures whitespace-nowrap ${colour}`}
    >
      {isShort && <WarningIcon className="mr-1 inline size-3.5 align-[-2px]" />}
      {words}
    </time>
  )
}
