import type { LastToolRun, ToolInfo } from '../../../contract/tool.ts'
import type { RunIndex } from './run-index.ts'
import type { ToolRegistry } from './tool-registry.ts'

/** Every tool by name, with its last call. Throws AppError `audit_unavailable`: that a tool was never called is not said on a guess. */
export function createListing(parts: {
  registry: Pick<ToolRegistry, 'list'>
  index: Pick<RunIndex, 'page'>
}): () => readonly ToolInfo[] {
  const lastRunOf = (tool: string): LastToolRun | null => {
    const [newest] = parts.index.page({ tool, limit: 1 }).items
    if (newest === undefined) return null
    const { call_id, state, started_at, finished_at } = newest
    return { call_id, state, started_at, finished_at }
  }
  return () => parts.registry.list().map((info) => ({ ...info, last_run: lastRunOf(info.tool) }))
}
