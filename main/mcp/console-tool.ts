import * as z from 'zod'
import type { ConsoleRequest } from './console-calls.ts'

/** What a line of the contract says, as far as it is needed here. */
interface Route {
  readonly method: string
  readonly path: string
  readonly request?: {
    readonly params?: unknown
    readonly query?: unknown
    readonly body?: { readonly content: { readonly 'application/json'?: { readonly schema: unknown } } } | undefined
  }
}

/** A tool of the Model Context Protocol that is one route of the console. */
export interface ConsoleTool {
  readonly name: string
  readonly description: string
  /** Everything that the route takes, as the contract has it: from its path, its query and its body. */
  readonly input: z.ZodObject
  /** Changes nothing. */
  readonly reads: boolean
  /** Ends something that cannot be begun again. */
  readonly destroys: boolean
  /** Of arguments that fit `input`. What is sent is what was given, byte for byte where it matters: nothing is filled in. */
  request(given: Readonly<Record<string, unknown>>): ConsoleRequest
}

/** `needed`: members that the route can do without, because a header may say the same, and that must be given here. */
export function toolOverRoute(
  name: string,
  route: Route,
  { needed, destroys }: { readonly needed: readonly string[]; readonly destroys: boolean },
  description: string,
): ConsoleTool {
  const { method, path, request } = route
  const inPath = shapeOf(request?.params)
  const inQuery = shapeOf(request?.query)
  const inBody = shapeOf(request?.body?.content['application/json']?.schema)
  const shape = { ...inPath, ...inQuery, ...inBody }
  for (const member of needed)
    if (shape[member] instanceof z.ZodOptional) shape[member] = shape[member].unwrap() as z.ZodType
  const pick = (given: Readonly<Record<string, unknown>>, from: Shape): [string, unknown][] =>
    Object.entries(given).filter(([member, value]) => Object.hasOwn(from, member) && value !== undefined)

  return {
    ...{ name, description, destroys },
    input: z.strictObject(shape),
    reads: method === 'get',
    request: (given) => {
      const query = new URLSearchParams(
        pick(given, inQuery).map(([member, value]): [string, string] => [member, String(value)]),
      )
      const place = path.replaceAll(/\{(\w+)\}/g, (_, member: string) => encodeURIComponent(String(given[member])))
      return {
        method: method.toUpperCase(),
        path: query.size === 0 ? place : `${place}?${query}`,
        body: request?.body === undefined ? undefined : Object.fromEntries(pick(given, inBody)),
      }
    },
  }
}

type Shape = Record<string, z.ZodType>

const shapeOf = (schema: unknown): Shape => (schema instanceof z.ZodObject ? { ...schema.shape } : {}) as Shape
