import type { ToolStatus } from '../../../contract/tool.ts'
import { CheckIcon, QuestionIcon, SlashIcon, WarningIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Mark } from '../../design/mark.tsx'
import { Age } from '../../design/moment.tsx'
import { dateTime } from '../../design/time-words.ts'
import { useLiveState } from '../system/use-system-info.ts'
import { STATUS_MEANS, STATUS_WORDS } from './status-words.ts'

const LOOKS = {
  ready: { Icon: CheckIcon, colour: 'text-approved' },
  off: { Icon: SlashIcon, colour: 'text-faint' },
  unavailable: { Icon: WarningIcon, colour: 'text-rejected' },
  unknown: { Icon: QuestionIcon, colour: 'text-pending' },
} as const

/** How what a tool needs stands, as drawing and word. What is shown while the service is away may be another by now. */
export function StatusMark({ status }: { status: ToolStatus }) {
  const { phase } = useLiveState()
  const isOld = phase === 'offline' || phase === 'reconnecting'
  return (
    <span className="inline-flex items-center gap-1 text-xs" title={STATUS_MEANS[status.state]}>
      <Mark look={LOOKS[status.state]} word={STATUS_WORDS[status.state]} />
      {isOld && <span className="text-faint">before the line was lost</span>}
    </span>
  )
}

/** How it stands, how that is known, and how long ago. */
export function StatusLine({ status }: { status: ToolStatus }) {
  return (
    <span className="inline-flex min-w-0 flex-wrap items-center gap-x-1.5">
      <StatusMark status={status} />
      <StatusSource status={status} />
    </span>
  )
}

/** How it is known, and how long ago: ages while it is looked at. */
function StatusSource({ status }: { status: ToolStatus }) {
  return (
    <span className="text-faint text-xs [overflow-wrap:anywhere]">
      · <Inert text={status.source} />
      {status.checked_at === null ? (
        // What is built in or not set up is known without a look.
        (status.state === 'unknown' || status.state === 'unavailable') && ' · never looked at'
      ) : (
        <>
          {' · '}
          <Age at={status.checked_at} title={`looked at ${dateTime(Date.parse(status.checked_at))}`} /> ago
        </>
      )}
    </span>
  )
}

/** All that is known of what the tool needs, with what can be done about it. */
export function StatusBox({ status }: { status: ToolStatus }) {
  const isTrouble = status.state === 'unavailable'
  return (
    <div
      data-status={status.state}
      className={`rounded-md border px-3 py-2.5 ${isTrouble ? 'border-danger-line bg-danger-ground' : 'border-line bg-raised'}`}
    >
      <p>
        <StatusLine status={status} />
      </p>
      <p className="mt-1 text-soft [overflow-wrap:anywhere]">
        <Inert text={status.detail} />
      </p>
      {status.remediation_hint !== null && (
        <p className="mt-1 [overflow-wrap:anywhere]">
          <Inert text={status.remediation_hint} />
        </p>
      )}
    </div>
  )
}
