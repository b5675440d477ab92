import { useEffect, useState } from 'react'
import { IconButton } from '../../design/button.tsx'
import { CrossIcon, WarningIcon } from '../../design/icons.tsx'

/** After the page crashed and was loaded again the desktop says so in the address. */
function isRecovered(): boolean {
  return new URLSearchParams(location.search).get('recovered') === '1'
}

export function RecoveredNotice() {
  const [shown, setShown] = useState(isRecovered)
  // A page that is loaded again by hand has not crashed.
  useEffect(() => {
    if (isRecovered()) history.replaceState(null, '', `${location.pathname}${location.hash}`)
  }, [])
  if (!shown) return null
  return (
    <div
      role="status"
      data-testid="recovered"
      className="flex items-center gap-3 border-warn-line border-b bg-warn-ground px-4 py-1.5"
    >
      <WarningIcon className="text-pending" />
      <p className="min-w-0 flex-1">
        <strong className="font-semibold">This page had stopped and was loaded again.</strong> The service went on: no
        decision was lost. What was typed and not sent is gone.
      </p>
      <IconButton label="Close" className="!size-6" onClick={() => setShown(false)}>
        <CrossIcon />
      </IconButton>
    </div>
  )
}
