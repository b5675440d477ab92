import type { QueryClient } from '@tanstack/react-query'
import type { ToolInfo, ToolList, ToolName, ToolProgress, ToolRun, ToolStatus } from '../../../contract/tool.ts'

/** How far a running call is, and when that was heard. Milliseconds since 1970. */
export interface HeardProgress {
  readonly progress: ToolProgress
  readonly heardAt: number
}

/** Carries what is pushed about tools into what is shown. Keys: `['tool-progress', call]`, `['tool-run', call]`, `['tools']`, `['evidence-verification']`. */
export interface LiveTools {
  /** True for what has no line in the log, so that nothing else has to be read again. */
  told(payload: object): boolean
}

export function createLiveTools(client: QueryClient): LiveTools {
  return {
    told: (payload) => {
      if ('progress' in payload) {
        const { progress } = payload as { progress: ToolProgress }
        const heard: HeardProgress = { progress, heardAt: Date.now() }
        client.setQueryData(['tool-progress', progress.call_id], heard)
        return true
      }
      if ('verification' in payload) {
        client.setQueryData(['evidence-verification'], payload.verification)
        return true
      }
      if ('run' in payload) {
        const { run } = payload as { run: ToolRun }
        const { call_id, task_id, state, evidence } = run
        if (client.getQueryState(['tool-run', call_id]) !== undefined) client.setQueryData(['tool-run', call_id], run)
        putLastRun(client, run)
        if (state !== 'running' && evidence.length > 0)
          void client.invalidateQueries({ queryKey: ['evidence', task_id] })
        return false
      }
      if (!('tool' in payload) || !('status' in payload)) return false
      const { tool, status } = payload as { tool: ToolName; status: ToolStatus }
      putTool(client, tool, (each) => ({ ...each, status }))
      return true
    },
  }
}

/** A call that began before the one that is shown, and ends now, is not the last one. */
function putLastRun(client: QueryClient, { tool, call_id, state, started_at, finished_at }: ToolRun): void {
  putTool(client, tool, (each) =>
    each.last_run !== null && each.last_run.started_at > started_at
      ? each
      : { ...each, last_run: { call_id, state, started_at, finished_at } },
  )
}

function putTool(client: QueryClient, tool: string, change: (tool: ToolInfo) => ToolInfo): void {
  const queryKey = ['tools']
  client.setQueryData<ToolList>(queryKey, (list) =>
    list === undefined ? list : { items: list.items.map((each) => (each.tool === tool ? change(each) : each)) },
  )
  // A reply that is on its way may be older than what was pushed.
  if (client.isFetching({ queryKey }) > 0) void client.invalidateQueries({ queryKey })
}
