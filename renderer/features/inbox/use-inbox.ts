import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Inbox } from '../../../contract/inbox.ts'
import { useServices } from '../../app/services.tsx'
import { useNow } from '../../design/moment.tsx'
import { useLiveState } from '../system/use-system-info.ts'

/** Parts that come back by themselves are asked again this often. Milliseconds. */
const READ_AGAIN = 30_000
/** A reply that took its time makes the clocks look apart; below this they count as the same. Milliseconds. */
const SAME_CLOCK = 2_000

export interface ReadInbox {
  readonly inbox: Inbox
  /** How far the service's clock is ahead of this one. Milliseconds. */
  readonly ahead: number
}

/** Everything that waits for a decision; read again when something is pushed that may change it (live-governance.ts). */
export function useInbox() {
  const { api } = useServices()
  const { phase } = useLiveState()
  return useQuery({
    enabled: phase !== 'connecting',
    queryKey: ['inbox'],
    queryFn: async ({ signal }): Promise<ReadInbox> => {
      const inbox = await api.inbox(signal)
      return { inbox, ahead: Date.parse(inbox.now) - Date.now() }
    },
    refetchInterval: READ_AGAIN,
  })
}

/** The service's time, in steps of `step` milliseconds: what expires does so by its clock. */
export function useServiceNow(step: number): number {
  const queries = useQueryClient()
  const now = useNow(step)
  const ahead = queries.getQueryData<ReadInbox>(['inbox'])?.ahead ?? 0
  return Math.abs(ahead) < SAME_CLOCK ? now : now + ahead
}
