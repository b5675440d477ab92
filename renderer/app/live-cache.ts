import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query'
import { PUSHED_EVENTS, type PushedEventName } from '../../contract/events.ts'
import type { SourceState, SystemInfo } from '../../contract/system.ts'
import type { TaskDetail, TaskPage } from '../../contract/task.ts'
import type { ToolRun } from '../../contract/tool.ts'
import { parsed } from '../client/failure.ts'
import type { LiveListener } from '../client/live-link.ts'
import { createLiveAgents } from '../features/agents/live-agents.ts'
import { createLiveGovernance } from '../features/approvals/live-governance.ts'
import { createLiveDeliveries } from '../features/deliveries/live-deliveries.ts'
import type { TaskChange, TaskPages } from '../features/tasks/task-pages.ts'
import { createLiveTools } from '../features/tools/live-tools.ts'
import type { TaskFilter } from './route.ts'
import { createThrottle } from './throttle.ts'

/**
 * Keys of everything that is read: `['tasks', filter]`, `['task', id]`, `['trail', correlation]`, `['audit', filter]`, `['system']`,
 * `['deliveries', filter]`, `['newest-deliveries', filter]`, `['delivery', source, id]`, `['evidence', task, packages]`, `['chain']`,
 * `['settings']`, `['evidence-verification']`, `['accounts']`.
 */
export type TaskListData = InfiniteData<TaskPage, string | null>

export interface LiveCache extends LiveListener {
  close(): void
}

/** Events of one burst are applied together. Milliseconds. */
const BATCH = 40
const AT_MOST_ONCE_A_SECOND = 1_000

/** Carries what is pushed into what is shown. `announce` gets a sentence for those who do not see the screen. */
export function createLiveCache(
  client: QueryClient,
  pages: TaskPages,
  handlers: {
    announce(changes: readonly TaskChange[]): void
    runFailed(run: ToolRun): void
    sourceChanged(source: SourceState): void
    signedOut(): void
  },
): LiveCache {
  const waiting = new Map<string, TaskChange>()
  // What is pushed while a list is being read may be newer than the reply: it is applied again when the reply is there.
  const reading = new Map<string, Map<string, TaskChange>>()
  let timer = 0

  const readCounts = createThrottle(
    AT_MOST_ONCE_A_SECOND,
    () => void client.invalidateQueries({ queryKey: ['system'] }),
  )
  const readLists = createThrottle(AT_MOST_ONCE_A_SECOND, () => void client.invalidateQueries({ queryKey: ['tasks'] }))
  const staleTrails = new Set<string>()
  const readTrails = createThrottle(300, () => {
    for (const correlationId of staleTrails) void client.invalidateQueries({ queryKey: ['trail', correlationId] })
    staleTrails.clear()
  })
  const deliveries = createLiveDeliveries(client)
  const governance = createLiveGovernance(client)
  const tools = createLiveTools(client)
  const agents = createLiveAgents(client)
  const readLog = createThrottle(AT_MOST_ONCE_A_SECOND, () => void client.invalidateQueries({ queryKey: ['newest'] }))

  function applyTo(key: QueryKey, changes: readonly TaskChange[]): void {
    const data = client.getQueryData<TaskListData>(key)
    if (data === undefined) return
    const applied = pages.apply(data.pages, key[1] as TaskFilter, changes)
    if (applied.pages !== data.pages) client.setQueryData(key, { ...data, pages: applied.pages })
    if (applied.unsure) readLists.ask()
  }

  const stopWatching = client.getQueryCache().subscribe((notice) => {
    if (notice.type !== 'updated' || notice.query.queryKey[0] !== 'tasks') return
    const { queryHash, queryKey } = notice.query
    const { action } = notice
    if (action.type === 'fetch') reading.set(queryHash, new Map())
    if (action.type === 'error') reading.delete(queryHash)
    if (action.type !== 'success' || action.manual === true) return
    const pushed = reading.get(queryHash)
    reading.delete(queryHash)
    if (pushed !== undefined && pushed.size > 0) queueMicrotask(() => applyTo(queryKey, [...pushed.values()]))
  })

  function applyBatch(): void {
    timer = 0
    const changes = [...waiting.values()]
    waiting.clear()
    for (const query of client.getQueryCache().findAll({ queryKey: ['tasks'] })) applyTo(query.queryKey, changes)
    for (const { task_id, task } of changes) {
      const shown = client.getQueryData<TaskDetail>(['task', task_id])
      if (shown === undefined || shown.base_sha !== task?.base_sha)
        void client.invalidateQueries({ queryKey: ['task', task_id] })
    }
    handlers.announce(changes)
  }

  function changed(change: TaskChange): void {
    for (const pushed of reading.values()) pushed.set(change.task_id, change)
    waiting.set(change.task_id, change)
    if (timer === 0) timer = window.setTimeout(applyBatch, BATCH)
  }

  function readAgain(): void {
    void client.invalidateQueries()
  }

  return {
    event: (name, data) => {
      if (!(name in PUSHED_EVENTS)) return
      const payload = PUSHED_EVENTS[name as PushedEventName].safeParse(parsed(data))
      if (!payload.success || name === 'resync') return readAgain()
      if (tools.told(payload.data) || agents.told(payload.data)) return
      if ('correlation_id' in payload.data) staleTrails.add(payload.data.correlation_id)
      if ('task' in payload.data) {
        const { task_id, task } = payload.data
        changed({ task_id, task })
        if (typeof task?.correlation_id === 'string') staleTrails.add(task.correlation_id)
      }
      if ('delivery_id' in payload.data) deliveries.told(payload.data)
      governance.told(name, payload.data)
      if ('run' in payload.data && (name === 'tool_call_failed' || name === 'tool_call_unknown'))
        handlers.runFailed(payload.data.run)
      if ('intake' in payload.data) {
        const { intake } = payload.data
        client.setQueryData<SystemInfo>(['system'], (info) => (info === undefined ? info : { ...info, intake }))
      }
      if (name === 'settings_changed') void client.invalidateQueries({ queryKey: ['settings'] })
      if ('chain' in payload.data) client.setQueryData(['chain'], payload.data.chain)
      if ('source' in payload.data && typeof payload.data.source === 'object')
        handlers.sourceChanged(payload.data.source)
      readCounts.ask()
      readTrails.ask()
      readLog.ask()
    },
    gap: readAgain,
    resumed: () => {
      // Lists and details follow from the replay; what failed while the service was away, and the counts, do not.
      void client.invalidateQueries({ predicate: (query) => query.state.status === 'error' })
      void client.invalidateQueries({ queryKey: ['trail'] })
      void client.invalidateQueries({ queryKey: ['newest-deliveries'] })
      governance.resumed()
      agents.resumed()
      // What is pushed without a line of its own is not replayed to those who saw the line before it.
      void client.invalidateQueries({ queryKey: ['evidence-verification'] })
      void client.invalidateQueries({ queryKey: ['accounts'] })
      void client.invalidateQueries({ queryKey: ['chain'] })
      void client.invalidateQueries({ queryKey: ['settings'] })
      readCounts.ask()
      readLog.ask()
    },
    signedOut: handlers.signedOut,
    close: () => {
      clearTimeout(timer)
      stopWatching()
      deliveries.stop()
      governance.stop()
      agents.stop()
      for (const throttle of [readCounts, readLists, readTrails, readLog]) throttle.stop()
    },
  }
}
