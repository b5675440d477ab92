import { useLiveState } from '../system/use-system-info.ts'
import { countOf } from './inbox-count.ts'
import { useInbox } from './use-inbox.ts'

/** How much waits, beside the name of the page. What is not known is a question mark, never nothing. */
export function InboxMark() {
  const query = useInbox()
  const { phase } = useLiveState()
  const isCurrent = query.error === null && (phase === 'live' || phase === 'connecting')
  const { mark, words } = countOf(query.data, isCurrent)
  if (mark === null) return null
  const isSure = /^\d+$/.test(mark)
  return (
    <span
      data-testid="inbox-count"
      title={words}
      className={`figures rounded-full px-1.5 font-semibold text-2xs leading-4 ${
        isSure ? 'bg-accent text-on-accent' : 'border border-warn-line bg-warn-ground text-pending'
      }`}
    >
      <span aria-hidden="true">{mark}</span>
      <span className="sr-only">{words}</span>
    </span>
  )
}
