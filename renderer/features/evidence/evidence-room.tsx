import { Fact } from '../../design/fact.tsx'
import { WarningIcon } from '../../design/icons.tsx'
import { Age } from '../../design/moment.tsx'
import { dateTime } from '../../design/time-words.ts'
import { useSystemInfo } from '../system/use-system-info.ts'
import { roomLines } from './room-words.ts'

/** How much room the evidence takes and may take, each figure with its age. */
export function EvidenceRoom() {
  const { data: info, error } = useSystemInfo()
  if (info === undefined)
    return <p className="text-soft">{error === null ? 'The room is being asked for.' : 'The room is not known now.'}</p>
  return (
    <dl data-testid="evidence-room">
      {roomLines(info.evidence).map(({ name, words, at, isTight }) => (
        <Fact key={name} name={name} look="wide">
          {isTight && <WarningIcon className="mr-1 inline size-3.5 text-pending" />}
          {words}
          {at !== null && (
            <span className="text-faint text-xs">
              {' · '}
              <Age at={at} title={dateTime(Date.parse(at))} /> ago
            </span>
          )}
        </Fact>
      ))}
    </dl>
  )
}
