import { useNow } from '../../design/moment.tsx'
import { ageWords, timeOfDay } from '../../design/time-words.ts'
import { useLiveState } from './use-system-info.ts'

const LOOKS = {
  connecting: { word: 'Connecting', dot: 'border-2 border-pending', text: 'text-pending' },
  live: { word: 'Live', dot: 'bg-approved', text: 'text-approved' },
  reconnecting: { word: 'Reconnecting', dot: 'border-2 border-pending', text: 'text-pending' },
  offline: { word: 'Offline', dot: 'bg-rejected', text: 'text-rejected' },
} as const

export function Connection() {
  const { phase, since } = useLiveState()
  const look = LOOKS[phase]
  return (
    <span className="flex items-center gap-1.5 whitespace-nowrap" data-testid="connection">
      <span aria-hidden="true" className={`size-2 rounded-full ${look.dot}`} />
      <span className={`font-medium ${look.text}`}>{look.word}</span>
      <span className="max-[560px]:hidden">since {timeOfDay(since)}</span>
    </span>
  )
}

/** When the service was last heard: a reply, an event or a heartbeat. */
export function AsOf() {
  const { heardAt } = useLiveState()
  const now = useNow(1_000)
  if (heardAt === null) return <span className="whitespace-nowrap">nothing heard yet</span>
  return (
    <span
      className="whitespace-nowrap"
      title="When the service was last heard: a reply, an event or a heartbeat"
      data-testid="as-of"
    >
      as of {timeOfDay(heardAt)}
      <span className="max-[560px]:hidden">, {ageWords(heardAt, now)} ago</span>
    </span>
  )
}
