import { DatabaseSync } from 'node:sqlite'
import { zstdDecompressSync } from 'node:zlib'
import * as z from 'zod'
import type { AgentUsage } from '../../../../contract/agent.ts'
import type { WorkStep } from '../turns/turn.ts'

/** What OpenClaw has written about a turn by now. */
export interface Transcript {
  /** Of all its messages: more than before is a sign of work. */
  readonly events: number
  readonly steps: readonly WorkStep[]
  readonly usage: AgentUsage
  /** Calls that have not been answered yet. */
  readonly running: number
}

const count = z.number().min(0).default(0)
const Message = z.object({
  ...{ type: z.literal('message'), timestamp: z.iso.datetime() },
  message: z.discriminatedUnion('role', [
    z.object({
      role: z.literal('assistant'),
      content: z.array(z.looseObject({ type: z.string() })),
      usage: z
        .object({
          ...{ input: count, output: count, cacheRead: count, cacheWrite: count },
          cost: z.object({ total: count }).optional(),
        })
        .optional(),
    }),
    z.object({
      ...{ role: z.literal('toolResult'), toolCallId: z.string() },
      content: z.array(z.looseObject({ type: z.string() })),
      details: z.looseObject({ exitCode: z.int().nullable().optional() }).optional().catch(undefined),
    }),
  ]),
})
const ToolCall = z.object({ type: z.literal('toolCall'), id: z.string(), name: z.string(), arguments: z.unknown() })
const Text = z.object({ type: z.literal('text'), text: z.string() })

/** A row of `transcript_events`: as JSON, or the same compressed. */
interface Row {
  readonly event_json: string | null
  readonly event_zstd: Uint8Array | null
}

/**
 * Reads the session of a turn from the database of its agent, which is not a documented interface: what is not there yet, or not of this
 * shape, is passed over. Null: there is nothing to read.
 */
export function readTranscript(database: string): Transcript | null {
  try {
    const file = new DatabaseSync(database, { readOnly: true })
    try {
      const sql = 'SELECT event_json, event_zstd FROM transcript_events ORDER BY created_at, seq'
      return transcriptOf(file.prepare(sql).all() as unknown as Row[])
    } finally {
      file.close()
    }
  } catch {
    return null
  }
}

function eventOf({ event_json, event_zstd }: Row): z.infer<typeof Message> | null {
  try {
    const text = event_json ?? zstdDecompressSync(event_zstd ?? new Uint8Array()).toString('utf8')
    return Message.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

function transcriptOf(rows: readonly Row[]): Transcript {
  const steps = new Map<string, WorkStep>()
  const usage = { turns: 0, input_tokens: 0, output_tokens: 0 }
  let cost = 0
  for (const event of rows.map(eventOf)) {
    if (event === null) continue
    const { message, timestamp } = event
    if (message.role === 'toolResult') {
      const step = steps.get(message.toolCallId)
      const text = message.content.map((part) => Text.safeParse(part).data?.text ?? '').join('\n')
      if (step === undefined) continue
      steps.set(message.toolCallId, {
        ...step,
        ...{ finished_at: timestamp, exit_code: message.details?.exitCode ?? null, text: `${step.text}\n${text}` },
      })
      continue
    }
    usage.turns += 1
    const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0 } = message.usage ?? {}
    usage.input_tokens += Math.round(input + cacheRead + cacheWrite)
    usage.output_tokens += Math.round(output)
    cost += message.usage?.cost?.total ?? 0
    for (const part of message.content) {
      const call = ToolCall.safeParse(part).data
      if (call !== undefined) steps.set(call.id, stepOf(call, timestamp))
    }
  }
  return {
    ...{ events: rows.length, steps: [...steps.values()] },
    // It says 0 for models whose price it does not know.
    usage: { ...usage, cost_usd: cost === 0 ? null : cost },
    running: [...steps.values()].filter(({ finished_at }) => finished_at === null).length,
  }
}

const Arguments = z.object({ command: z.string().optional(), path: z.string().optional() }).catch({})
const CHANGES = ['write', 'edit', 'apply_patch']

/** One call of a tool, not answered yet. */
export function stepOf(call: { readonly name: string; readonly arguments: unknown }, started_at: string): WorkStep {
  const { command = null, path } = Arguments.parse(call.arguments)
  return {
    ...{ started_at, finished_at: null, command, exit_code: null, text: `Called ${call.name}` },
    files: path !== undefined && CHANGES.includes(call.name) ? [path] : [],
  }
}
