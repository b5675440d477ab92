import { Key } from '../../design/button.tsx'
import { Face } from '../../design/face.tsx'
import { timeOfDay } from '../../design/time-words.ts'
import { useLiveState } from '../system/use-system-info.ts'
import type { ReadInbox } from './use-inbox.ts'

/** That nothing waits is said only when everything could be asked just now, and with the time of asking. */
export function EmptyInbox({ read }: { read: ReadInbox }) {
  const { phase } = useLiveState()
  const { now, parts } = read.inbox
  const at = timeOfDay(Date.parse(now))
  if (phase === 'offline' || phase === 'reconnecting')
    return (
      <Face title="Not known">
        <p>Nothing waited when the service was last asked, at {at}. It does not answer now, so something may wait.</p>
      </Face>
    )
  if (parts.some(({ state }) => state === 'unreachable'))
    return (
      <Face title="Nothing that can be seen waits">
        <p>What is named above could not be asked at {at}: decisions may wait there.</p>
      </Face>
    )
  return (
    <Face title="Nothing waits for you">
      <p className="figures">
        Asked at {at}
        {parts.length > 0 && ` of ${parts.map(({ part }) => part).join(', ')}`}.
      </p>
      <p>Calls that need a countersignature and tasks that need a verdict appear here, the gravest first.</p>
    </Face>
  )
}

export function NothingChosen() {
  return (
    <Face title="Nothing is open">
      <p>
        Choose a row, or press <Key>j</Key> to open the first.{' '}
        <span className="whitespace-nowrap">
          <Key>a</Key> approves,
        </span>{' '}
        <span className="whitespace-nowrap">
          <Key>d</Key> denies;
        </span>{' '}
        both ask first.
      </p>
    </Face>
  )
}

const PLACES = ['w-3/4', 'w-1/2', 'w-2/3', 'w-3/5', 'w-2/5', 'w-1/2']

/** As high as the rows that will take its place. */
export function SkeletonList({ label, height }: { label: string; height: number }) {
  return (
    <div aria-busy="true" className="appear-late min-h-0 flex-1 overflow-hidden">
      <span className="sr-only">{label}</span>
      {PLACES.map((width, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows never change
        <div key={place} style={{ height }} className="flex flex-col gap-2 border-line border-b px-3 py-2.5">
          <div className={`skeleton h-2.5 ${width}`} />
          <div className="skeleton h-2 w-3/5" />
          <div className="skeleton h-2 w-2/5" />
        </div>
      ))}
    </div>
  )
}
