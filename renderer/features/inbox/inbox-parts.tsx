import type { InboxPart } from '../../../contract/inbox.ts'
import { WarningIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { timeOfDay } from '../../design/time-words.ts'

/** Places that cannot be asked: what is listed may not be all that waits. */
export function MissingParts({ parts }: { parts: readonly InboxPart[] }) {
  const missing = parts.filter(({ state }) => state === 'unreachable')
  if (missing.length === 0) return null
  return (
    <div role="alert" className="flex gap-2 border-warn-line border-b bg-warn-ground px-3 py-2">
      <WarningIcon className="mt-0.5 text-pending" />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p className="font-medium">Not everything can be asked: more may wait than is listed.</p>
        <ul className="mt-0.5 text-soft text-xs">
          {missing.map(({ part, reason, as_of, waiting }) => (
            <li key={part} className="figures">
              <Inert text={missingWords(reason, part)} />
              {waiting !== null && ` ${waiting} waited there when it was last heard.`}{' '}
              <span className="text-faint">
                (<Inert text={part} />, {timeOfDay(Date.parse(as_of))})
              </span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

function missingWords(reason: string | null, part: string): string {
  if (reason === null) return `What waits of ${part} could not be asked.`
  return reason.endsWith('.') ? reason : `${reason}.`
}
