import type { ProtocolView } from '../../../contract/protocol-view.ts'
import { useNow } from '../../design/moment.tsx'
import { ageWords, dateTime } from '../../design/time-words.ts'
import { DUE_WORDS } from './protocol-words.ts'

/** What must be there next, and how long that may take. */
export function DueLine({ view: { due } }: { view: Pick<ProtocolView, 'due'> }) {
  const now = useNow(1_000)
  if (due === null) return null
  const at = Date.parse(due.at)
  const title = dateTime(at)
  return (
    <span className={`figures ${now > at ? 'text-pending' : 'text-soft'}`} title={title}>
      {DUE_WORDS[due.what]} {now > at ? `was due ${ageWords(at, now)} ago` : `must be there in ${ageWords(now, at)}`}
    </span>
  )
}
