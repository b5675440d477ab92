import type { Tool } from '@modelcontextprotocol/sdk/types.js'
import * as z from 'zod'

/**
 * The JSON Schema (2020-12) of what a tool takes. Every part stands in its place, described as in the contract: references are made only
 * where a part holds itself, for many clients hand the schema to a model that follows none.
 */
export function inputSchema(input: z.ZodObject): Tool['inputSchema'] {
  const { $schema, ...schema } = z.toJSONSchema(input, {
    io: 'input',
    metadata: new NamelessRegistry(),
    unrepresentable: 'any',
  })
  return { ...schema, type: 'object' } as Tool['inputSchema']
}

/** What the contract says of its parts, without the names under which they stand in the description of the HTTP interface. */
class NamelessRegistry extends z.core.$ZodRegistry<z.GlobalMeta> {
  override get<S extends z.core.$ZodType>(schema: S) {
    const meta = z.globalRegistry.get(schema)
    if (meta === undefined) return undefined as never
    const { id, ...rest } = meta
    return rest as never
  }
}
