import { useLiveState } from '../system/use-system-info.ts'
import { countOf, type InboxCount } from './inbox-count.ts'
import { useInbox } from './use-inbox.ts'

/** How much waits, as far as it is known now. */
export function useInboxCount(): InboxCount {
  const query = useInbox()
  const { phase } = useLiveState()
  return countOf(query.data, query.error === null && (phase === 'live' || phase === 'connecting'))
}
