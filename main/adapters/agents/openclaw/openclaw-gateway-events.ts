import * as z from 'zod'
import type { WorkStep } from '../turns/turn.ts'
import type { GatewayEvent } from './openclaw-gateway.ts'
import { stepOf } from './openclaw-transcript.ts'

/** What a run of the gateway does, gathered from its events. */
export interface GatewaySteps {
  /** True when it is an event of this run, and worth a line in its log. */
  take(event: GatewayEvent): boolean
  steps(): readonly WorkStep[]
  /** How often the model has answered, and with how much. */
  readonly turns: number
  readonly output_tokens: number
}

// Streams: https://docs.openclaw.ai/concepts/agent-loop#event-streams
const Payload = z.object({ runId: z.string(), stream: z.string(), ts: z.number(), data: z.looseObject({}) })
const Tool = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('start'), name: z.string(), toolCallId: z.string(), args: z.unknown() }),
  z.object({
    ...{ phase: z.literal('result'), toolCallId: z.string() },
    result: z
      .object({
        content: z.array(z.looseObject({ text: z.string().optional() })).default([]),
        details: z.looseObject({ exitCode: z.int().nullable().optional() }).optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
  }),
])
const Used = z.object({ outputTokens: z.int().min(0) })

/** `runId`: of the run, once the gateway has given it one. */
export function gatherGatewaySteps(runId: () => string | null): GatewaySteps {
  const steps = new Map<string, WorkStep>()
  let turns = 0
  let output_tokens = 0

  function tool(data: unknown, at: string): void {
    const told = Tool.safeParse(data).data
    if (told === undefined) return
    if (told.phase === 'start') {
      steps.set(told.toolCallId, stepOf({ name: told.name, arguments: told.args }, at))
      return
    }
    const step = steps.get(told.toolCallId)
    if (step === undefined) return
    const text = (told.result?.content ?? []).map((part) => part.text ?? '').join('\n')
    const exit_code = told.result?.details?.exitCode ?? null
    steps.set(told.toolCallId, { ...step, finished_at: at, exit_code, text: `${step.text}\n${text}` })
  }
  return {
    take: ({ event, payload }) => {
      const told = event === 'agent' ? Payload.safeParse(payload).data : undefined
      if (told === undefined || told.runId !== runId()) return false
      if (told.stream === 'tool') tool(told.data, new Date(told.ts).toISOString())
      if (told.stream === 'usage') {
        turns += 1
        output_tokens = Used.safeParse(told.data).data?.outputTokens ?? output_tokens
      }
      return told.stream !== 'assistant'
    },
    steps: () => [...steps.values()],
    get turns() {
      return turns
    },
    get output_tokens() {
      return output_tokens
    },
  }
}
