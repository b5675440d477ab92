import * as z from 'zod'

// What `codex exec --json` writes, read tolerantly: other members and kinds may come with any version. Shapes:
// https://github.com/openai/codex/blob/main/codex-rs/exec/src/exec_events.rs
const Item = z.discriminatedUnion('type', [
  z.object({
    ...{ id: z.string(), type: z.literal('command_execution'), command: z.string() },
    ...{ aggregated_output: z.string().default(''), exit_code: z.int().nullable().default(null) },
    status: z.string().default(''),
  }),
  z.object({
    ...{ id: z.string(), type: z.literal('file_change'), status: z.string().default('') },
    changes: z.array(z.object({ path: z.string(), kind: z.string().default('') })),
  }),
  z.object({ id: z.string(), type: z.literal('agent_message'), text: z.string() }),
  z.object({ id: z.string(), type: z.literal('reasoning') }),
  z.object({ id: z.string(), type: z.literal('mcp_tool_call'), server: z.string(), tool: z.string() }),
  z.object({ id: z.string(), type: z.literal('web_search'), query: z.string().default('') }),
])
export type CodexItem = z.infer<typeof Item>

const count = z.int().min(0).default(0)
const Line = z.discriminatedUnion('type', [
  z.object({ type: z.literal('thread.started'), thread_id: z.string() }),
  z.object({ type: z.literal('turn.completed'), usage: z.object({ input_tokens: count, output_tokens: count }) }),
  z.object({ type: z.literal('turn.failed'), error: z.object({ message: z.string() }) }),
  z.object({ type: z.literal('error'), message: z.string() }),
  z.object({ type: z.literal('item.started'), item: Item }),
  z.object({ type: z.literal('item.completed'), item: Item }),
])
export type CodexEvent = z.infer<typeof Line>

/** Null: a line that is not one of these, or of a kind that nothing is done with. */
export function readCodexEvent(line: string): CodexEvent | null {
  try {
    return Line.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}
