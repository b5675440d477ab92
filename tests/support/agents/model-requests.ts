import * as z from 'zod'

/** One request of an agent to its model, as far as a plan of moves needs to know it. */
export interface ModelRequest {
  readonly door: 'responses' | 'chat'
  readonly model: string
  /** Names of the tools that the model may call. */
  readonly tools: readonly string[]
  /** The prompt: the last words of the user that begin like one of the console's. */
  readonly prompt: string
  /** What the tools answered since that prompt, in their order. */
  readonly results: readonly string[]
  /** `json_schema` member of the request, when it asks for structured output. */
  readonly schema: unknown
  readonly authorization: string
}

const Part = z.object({ type: z.string().optional(), text: z.string().optional() })
const Content = z.union([z.string(), z.array(Part), z.null()]).optional()
const Entry = z.object({
  ...{ type: z.string().optional(), role: z.string().optional(), content: Content },
  output: z.unknown().optional(),
})
const Body = z.object({
  ...{ model: z.string(), input: z.array(Entry).optional(), messages: z.array(Entry).optional() },
  tools: z
    .array(
      z.object({ name: z.string().optional(), type: z.string(), function: z.object({ name: z.string() }).optional() }),
    )
    .default([]),
  text: z.object({ format: z.object({ schema: z.unknown() }).optional() }).optional(),
})

const PROMPT = /(Echo|Work|Review) of dispatch [a-z0-9]+, round \d+/

const textOf = (content: z.infer<typeof Content>): string =>
  typeof content === 'string' ? content : (content ?? []).map(({ text = '' }) => text).join('\n')
const outputOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Throws when the body is not a request of this door. */
export function readModelRequest(door: ModelRequest['door'], text: string, authorization: string): ModelRequest {
  const body = Body.parse(JSON.parse(text))
  const entries = body.input ?? body.messages ?? []
  const at = entries.findLastIndex(({ role, content }) => role === 'user' && PROMPT.test(textOf(content)))
  const prompt = at === -1 ? '' : textOf(entries[at]?.content)
  const results = entries
    .slice(at + 1)
    .filter(
      ({ type, role }) => type === 'function_call_output' || type === 'custom_tool_call_output' || role === 'tool',
    )
    .map(({ output, content }) => (output === undefined ? textOf(content) : outputOf(output)))
  return {
    ...{ door, model: body.model, prompt: prompt.slice(Math.max(0, prompt.search(PROMPT))), results, authorization },
    tools: body.tools.map((tool) => tool.function?.name ?? tool.name ?? tool.type),
    schema: body.text?.format?.schema ?? null,
  }
}
