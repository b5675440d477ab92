import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { AgentLogLine, AgentRun, AgentRunPage } from '../../../contract/agent.ts'
import { createThrottle } from '../../app/throttle.ts'
import { type HeardLog, withPushed } from './log-lines.ts'
import { isOpenRun } from './run-words.ts'

/**
 * Carries what is pushed about agents and the protocol into what is shown. Keys: `['agents']`, `['agent-runs', filter]`,
 * `['open-agent-runs']`, `['agent-run', id]`, `['agent-log', id]`, `['protocol', task]`,
 * `['protocols']`.
 */
export interface LiveAgents {
  /** True for what has no line in the log, so that nothing else has to be read again. */
  told(payload: object): boolean
  /** Connected again: what the replay does not bring is read again. */
  resumed(): void
  stop(): void
}

/** What an agent uses up is pushed often; lists and protocols are read again at most this often. Milliseconds. */
const LISTS = 500
const PROTOCOLS = 250
/** Steps that leave packages of evidence, which are hashed anew only then. */
const KEEPS_PROOF: ReadonlySet<string> = new Set(['task_result_received', 'result_observed'])
const LISTED = ['agents', 'agent-runs', 'open-agent-runs']

export function createLiveAgents(client: QueryClient): LiveAgents {
  const invalidate = (...queryKey: readonly string[]) => void client.invalidateQueries({ queryKey })
  const readLists = createThrottle(LISTS, () => {
    for (const name of LISTED) invalidate(name)
  })
  const moved = new Set<string>()
  const proven = new Set<string>()
  const readProtocols = createThrottle(PROTOCOLS, () => {
    invalidate('protocols')
    for (const taskId of moved) invalidate('protocol', taskId)
    for (const taskId of proven) invalidate('evidence', taskId)
    moved.clear()
    proven.clear()
  })

  function heardLog(runId: string, lines: readonly AgentLogLine[], next: number): void {
    const key = ['agent-log', runId]
    const log = client.getQueryData<HeardLog>(key)
    if (log === undefined) return
    const after = withPushed(log, lines, next)
    if (after !== null) client.setQueryData(key, after)
    // One that is being read goes on to the end of the log by itself.
    else void client.invalidateQueries({ queryKey: key }, { cancelRefetch: false })
  }

  function heardRun(run: AgentRun): boolean {
    const key = ['agent-run', run.run_id]
    const isNews = replaceRun(client, run) !== run.state
    client.setQueryData<AgentRun>(key, (shown) => (shown === undefined ? shown : run))
    if (!isNews) return true
    readLists.ask()
    if (!isOpenRun(run)) {
      invalidate('agent-log', run.run_id)
      invalidate('evidence', run.task_id)
    }
    return false
  }

  return {
    told: (payload) => {
      if ('agent_run' in payload) return heardRun((payload as { agent_run: AgentRun }).agent_run)
      if ('lines' in payload && 'run_id' in payload) {
        const { run_id, lines, next } = payload as { run_id: string; lines: AgentLogLine[]; next: number }
        heardLog(run_id, lines, next)
        return true
      }
      if (!('task_id' in payload) || !('step' in payload || 'task' in payload)) return false
      const taskId = String(payload.task_id)
      moved.add(taskId)
      if ('step' in payload && KEEPS_PROOF.has(String(payload.step))) proven.add(taskId)
      readProtocols.ask()
      return false
    },
    resumed: () => {
      for (const name of [...LISTED, 'agent-run', 'agent-log', 'protocol', 'protocols']) invalidate(name)
    },
    stop: () => {
      for (const throttle of [readLists, readProtocols]) throttle.stop()
    },
  }
}

/** Its rows follow at once. What its state was as far as it was shown; null when it was not. */
function replaceRun(client: QueryClient, run: AgentRun): AgentRun['state'] | null {
  let before: AgentRun['state'] | null = client.getQueryData<AgentRun>(['agent-run', run.run_id])?.state ?? null
  const swap = (items: readonly AgentRun[]): AgentRun[] =>
    items.map((each) => {
      if (each.run_id !== run.run_id) return each
      before = each.state
      return run
    })
  client.setQueryData<readonly AgentRun[]>(['open-agent-runs'], (items) => (items === undefined ? items : swap(items)))
  client.setQueriesData<InfiniteData<AgentRunPage>>({ queryKey: ['agent-runs'] }, (list) =>
    list === undefined ? list : { ...list, pages: list.pages.map((page) => ({ ...page, items: swap(page.items) })) },
  )
  return before
}
