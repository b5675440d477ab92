import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { AgentRun } from '../../../contract/agent.ts'
import { useServices } from '../../app/services.tsx'
import { further, type HeardLog, logFrom, withPage } from './log-lines.ts'
import { isOpenRun } from './run-words.ts'

/** Lines are pushed (live-agents.ts); what was pushed while nobody could hear it is read this often. Milliseconds. */
const READ_AGAIN = 5_000

/** The log of a run, to its end as it stands. */
export function useRunLog(run: AgentRun) {
  const { api } = useServices()
  const queries = useQueryClient()
  const { run_id, log_bytes } = run
  return useQuery({
    queryKey: ['agent-log', run_id],
    queryFn: async ({ signal }): Promise<HeardLog> => {
      const known = () => queries.getQueryData<HeardLog>(['agent-log', run_id])
      let log = known() ?? logFrom(log_bytes)
      for (;;) {
        const page = await api.agentLog(run_id, log.next, signal)
        const isAtEnd = page.ended || page.next === log.next
        log = withPage(log, page)
        // What was pushed meanwhile may go further.
        if (isAtEnd) return further(log, known())
      }
    },
    refetchInterval: isOpenRun(run) ? READ_AGAIN : false,
    // An open log is read on from where it was left, and a whole one is kept a while.
    gcTime: 60_000,
  })
}
