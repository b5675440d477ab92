import { useEffect } from 'react'
import { IconButton } from '../design/button.tsx'
import { CheckIcon, CrossIcon, WarningIcon } from '../design/icons.tsx'

export interface ToldNotice {
  readonly look: 'good' | 'warn'
  readonly sentence: string
}

/** Milliseconds. */
const GOOD_STAYS = 4_000

/** Something that was done or failed outside the page's own places: above the page until it is closed. */
export function ToldNoticeBar({ notice, onClose }: { notice: ToldNotice; onClose: () => void }) {
  useEffect(() => {
    if (notice.look !== 'good') return
    const timer = setTimeout(onClose, GOOD_STAYS)
    return () => clearTimeout(timer)
  }, [notice, onClose])
  const isGood = notice.look === 'good'
  return (
    <div
      role={isGood ? 'status' : 'alert'}
      data-testid="told"
      className={`flex items-center gap-3 border-b px-4 py-1.5 ${isGood ? 'border-line bg-raised' : 'border-warn-line bg-warn-ground'}`}
    >
      {isGood ? <CheckIcon className="text-approved" /> : <WarningIcon className="text-pending" />}
      <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">{notice.sentence}</p>
      <IconButton label="Close" className="!size-6" onClick={onClose}>
        <CrossIcon />
      </IconButton>
    </div>
  )
}
