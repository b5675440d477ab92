import * as z from 'zod'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { ToolInfo } from '../../../contract/tool.ts'
import type { Tool } from './tool.ts'

/** A tool as it is known without any call of it. */
export type RegisteredTool = Omit<ToolInfo, 'last_run'>

/** The tools of this console. */
export interface ToolRegistry {
  get(name: string): Tool | null
  /** By name. */
  list(): readonly RegisteredTool[]
}

/** Throws when two tools have the same name. */
export function createToolRegistry(tools: readonly Tool[]): ToolRegistry {
  const byName = new Map(tools.map((tool) => [tool.name as string, tool]))
  if (byName.size !== tools.length) throw new Error('two tools have the same name')
  const infos = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map(infoOf)
  return {
    get: (name) => byName.get(name) ?? null,
    list: () => infos.map(({ tool, info }) => ({ ...info, status: tool.status() })),
  }
}

/** What never changes of it. */
function infoOf(tool: Tool): { readonly tool: Tool; readonly info: Omit<RegisteredTool, 'status'> } {
  const { name, title, description, side_effect_level, args, example, timeout_ms } = tool
  const args_schema = z.toJSONSchema(args, { target: 'draft-2020-12', io: 'input' }) as JsonObject
  return {
    tool,
    info: { tool: name, title, description, side_effect_level, args_schema, args_example: example, timeout_ms },
  }
}
