import * as z from 'zod'
import { AgentUsage } from '../../../../contract/agent.ts'
import { AckEcho, Heartbeat, ReviewVerdict, TaskResult } from '../../../../contract/protocol.ts'
import type { AgentAnswer, AgentMessage, AgentOrder } from '../../../core/agents/agent-port.ts'

/** What a program can say: one JSON object in a line, with its kind in `type`. */
const Said = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ack'), ...AckEcho.shape }),
  z.strictObject({ type: z.literal('heartbeat'), ...Heartbeat.shape }),
  z.strictObject({ type: z.literal('result'), ...TaskResult.shape }),
  z.strictObject({ type: z.literal('verdict'), ...ReviewVerdict.shape }),
  z.strictObject({ type: z.literal('usage'), ...AgentUsage.partial({ cost_usd: true }).shape }),
  z.strictObject({ type: z.literal('log'), text: z.string() }),
])
const KINDS: readonly string[] = Said.options.map((option) => option.shape.type.value)

/** A line that a program wrote. `words`: not meant for the console, a line of output like any other. */
export type SaidLine =
  | { readonly kind: 'message'; readonly message: AgentMessage }
  | { readonly kind: 'usage'; readonly usage: AgentUsage }
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'wrong'; readonly to: string; readonly detail: string }
  | { readonly kind: 'words' }

/** Never throws, whatever the line is. */
export function readSaidLine(line: string): SaidLine {
  if (!line.trimStart().startsWith('{')) return { kind: 'words' }
  try {
    const value = JSON.parse(line) as { type?: unknown }
    const { type } = value
    if (typeof type !== 'string') return { kind: 'words' }
    if (!KINDS.includes(type))
      return { kind: 'wrong', to: type.slice(0, 40), detail: `there is no message "${type.slice(0, 40)}"` }
    const said = Said.safeParse(value)
    if (!said.success) return { kind: 'wrong', to: type, detail: z.prettifyError(said.error).slice(0, 2000) }
    return messageOf(said.data)
  } catch {
    // What only looks like JSON, and what is nested so deep that reading it fails.
    return { kind: 'words' }
  }
}

function messageOf(said: z.infer<typeof Said>): SaidLine {
  if (said.type === 'usage') {
    const { type: _, cost_usd = null, ...usage } = said
    return { kind: 'usage', usage: { ...usage, cost_usd } }
  }
  if (said.type === 'log') return { kind: 'log', text: said.text }
  const { type, ...body } = said
  return { kind: 'message', message: { type, body } as AgentMessage }
}

/** The first line that a program gets: everything that it needs to know. `token_file` holds what opens the console for it. */
export function firstLine(order: AgentOrder, tokenFile: string): string {
  const { run_id, task_id, title, request_text, workspace, state_folder, console_url, dispatch, review } = order
  const known = { run_id, task_id, title, request_text, workspace, state_folder, console_url, token_file: tokenFile }
  if (review === null) return JSON.stringify({ type: 'dispatch', ...known, dispatch })
  return JSON.stringify({ type: 'review', ...known, dispatch, ...review })
}

/** What came of a message: in the order of the messages, one each. `to`: the kind of the message. */
export function answerLine(to: string, answer: AgentAnswer): string {
  return JSON.stringify({ type: 'answer', to, ...answer })
}

export const wrongMessage = (detail: string): AgentAnswer => ({
  ok: false,
  error_code: 'validation_failed',
  detail,
  remediation_hint: 'docs/agent-protocol.md lists the messages and their members.',
  difference: [],
})
