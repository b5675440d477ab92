import { useInboxCount } from './use-inbox-count.ts'

/** How much waits, beside the name of the page. What is not known is a question mark, never nothing. */
export function InboxMark() {
  const { mark, words } = useInboxCount()
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
