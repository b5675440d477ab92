import type { QueryClient } from '@tanstack/react-query'
import type { ToolList, ToolName, ToolProgress, ToolRun, ToolStatus } from '../../../contract/tool.ts'

/** How far a running call is, and when that was heard. Milliseconds since 1970. */
export interface HeardProgress {
  readonly progress: ToolProgress
  readonly heardAt: number
}

/** Carries what is pushed about tools into what is shown. Keys: `['tool-progress', call]`, `['tools']`, `['evidence-verification']`. */
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
        const { task_id, state, evidence } = (payload as { run: ToolRun }).run
        if (state !== 'running' && evidence.length > 0)
          void client.invalidateQueries({ queryKey: ['evidence', task_id] })
        return false
      }
      if (!('tool' in payload) || !('status' in payload)) return false
      const { tool, status } = payload as { tool: ToolName; status: ToolStatus }
      client.setQueryData<ToolList>(['tools'], (list) =>
        list === undefined
          ? list
          : { items: list.items.map((each) => (each.tool === tool ? { ...each, status } : each)) },
      )
      return true
    },
  }
}
