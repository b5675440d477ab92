import * as z from 'zod'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { ToolInfo } from '../../../contract/tool.ts'
import type { Tool } from './tool.ts'

/** The tools of this console. */
export interface ToolRegistry {
  get(name: string): Tool | null
  /** By name. */
  list(): readonly ToolInfo[]
}

/** Throws when two tools have the same name. */
export function createToolRegistry(tools: readonly Tool[]): ToolRegistry {
  const byName = new Map(tools.map((tool) => [tool.name as string, tool]))
  if (byName.size !== tools.length) throw new Error('two tools have the same name')
  const infos = [...byName.values()].map(infoOf).sort((a, b) => (a.tool < b.tool ? -1 : 1))
  return { get: (name) => byName.get(name) ?? null, list: () => infos }
}

function infoOf({ name, title, description, side_effect_level, args, timeout_ms }: Tool): ToolInfo {
  const args_schema = z.toJSONSchema(args, { target: 'draft-2020-12', io: 'input' }) as JsonObject
  return { tool: name, title, description, side_effect_level, args_schema, timeout_ms }
}
