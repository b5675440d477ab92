import * as z from 'zod'
import type { AgentUsage } from '../../../../contract/agent.ts'
import type { WorkStep } from '../turns/turn.ts'
import type { TranscriptRow } from './transcript-reader.ts'

/** What OpenClaw has written about a turn by now. */
export interface Transcript {
  /** Messages that are there already are passed over; true: there was another one. */
  take(rows: readonly TranscriptRow[]): boolean
  steps(): readonly WorkStep[]
  usage(): AgentUsage
  /** Calls that have not been answered yet. */
  running(): number
}

/** Whoever writes more messages in a turn than this is not followed any further. */
const MOST_MESSAGES = 50_000

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

function eventOf(text: string): z.infer<typeof Message> | null {
  try {
    return Message.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/**
 * Gathers the messages of a session, whose shape is not a documented interface: what is of another one is passed over.
 */
export function gatherTranscript(): Transcript {
  const seen = new Set<string>()
  const steps = new Map<string, WorkStep>()
  const used = { turns: 0, input_tokens: 0, output_tokens: 0 }
  let cost = 0

  function add({ message, timestamp }: z.infer<typeof Message>): void {
    if (message.role === 'toolResult') {
      const step = steps.get(message.toolCallId)
      const text = message.content.map((part) => Text.safeParse(part).data?.text ?? '').join('\n')
      if (step === undefined) return
      steps.set(message.toolCallId, {
        ...step,
        ...{ finished_at: timestamp, exit_code: message.details?.exitCode ?? null, text: `${step.text}\n${text}` },
      })
      return
    }
    used.turns += 1
    const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0 } = message.usage ?? {}
    used.input_tokens += Math.round(input + cacheRead + cacheWrite)
    used.output_tokens += Math.round(output)
    cost += message.usage?.cost?.total ?? 0
    for (const part of message.content) {
      const call = ToolCall.safeParse(part).data
      if (call !== undefined) steps.set(call.id, stepOf(call, timestamp))
    }
  }
  return {
    take: (rows) => {
      const fresh = rows.filter(({ key }) => !seen.has(key)).slice(0, Math.max(0, MOST_MESSAGES - seen.size))
      for (const { key, text } of fresh) {
        seen.add(key)
        const event = eventOf(text)
        if (event !== null) add(event)
      }
      return fresh.length > 0
    },
    steps: () => [...steps.values()],
    // It says 0 for models whose price it does not know.
    usage: () => ({ ...used, cost_usd: cost === 0 ? null : cost }),
    running: () => [...steps.values()].filter(({ finished_at }) => finished_at === null).length,
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
