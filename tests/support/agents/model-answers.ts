import type { ServerResponse } from 'node:http'
import type { ModelRequest } from './model-requests.ts'

/** What the model does next. `run`: it calls the tool for commands with it. */
export type ModelMove = { readonly say: string } | { readonly run: string }
export interface ModelUsage {
  readonly input: number
  readonly output: number
}

/** The arguments under which each agent's tool takes a command. */
const COMMAND_TOOLS: readonly (readonly [tool: string, argument: string])[] = [
  ['exec_command', 'cmd'],
  ['shell_command', 'command'],
  ['exec', 'command'],
]

function callOf(request: ModelRequest, command: string): { name: string; arguments: string } {
  const tool = COMMAND_TOOLS.find(([name]) => request.tools.includes(name))
  if (tool === undefined) throw new Error(`the model has no tool for commands among ${request.tools.join(', ')}`)
  return { name: tool[0], arguments: JSON.stringify({ [tool[1]]: command }) }
}

function events(response: ServerResponse): (data: unknown, name?: string) => void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  return (data, name) => {
    const text = typeof data === 'string' ? data : JSON.stringify(data)
    response.write(`${name === undefined ? '' : `event: ${name}\n`}data: ${text}\n\n`)
  }
}

/** A whole answer as server-sent events; `cut`: the stream breaks off after its beginning. */
export function answerModel(
  response: ServerResponse,
  request: ModelRequest,
  move: ModelMove,
  usage: ModelUsage,
  id: number,
  cut: boolean,
): void {
  if (request.door === 'responses') answerResponses(response, request, move, usage, id, cut)
  else answerChat(response, request, move, usage, id, cut)
}

// https://platform.openai.com/docs/api-reference/responses-streaming
function answerResponses(
  response: ServerResponse,
  request: ModelRequest,
  move: ModelMove,
  usage: ModelUsage,
  id: number,
  cut: boolean,
): void {
  const send = events(response)
  let sequence = 0
  const event = (type: string, members: Record<string, unknown>): void =>
    send({ type, sequence_number: sequence++, ...members }, type)
  const frame = { id: `resp_${id}`, object: 'response', model: request.model }
  event('response.created', { response: { ...frame, status: 'in_progress', output: [] } })
  if (cut) return void response.destroy()
  const item =
    'run' in move
      ? {
          type: 'function_call',
          id: `fc_${id}`,
          call_id: `call_${id}`,
          status: 'completed',
          ...callOf(request, move.run),
        }
      : {
          ...{ type: 'message', id: `msg_${id}`, role: 'assistant', status: 'completed' },
          content: [{ type: 'output_text', text: move.say, annotations: [] }],
        }
  event('response.output_item.added', { output_index: 0, item: { ...item, status: 'in_progress' } })
  event('response.output_item.done', { output_index: 0, item })
  event('response.completed', {
    response: {
      ...{ ...frame, status: 'completed', output: [item] },
      usage: {
        ...{ input_tokens: usage.input, output_tokens: usage.output, total_tokens: usage.input + usage.output },
        ...{ input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } },
      },
    },
  })
  response.end()
}

// https://platform.openai.com/docs/api-reference/chat-streaming
function answerChat(
  response: ServerResponse,
  request: ModelRequest,
  move: ModelMove,
  usage: ModelUsage,
  id: number,
  cut: boolean,
): void {
  const send = events(response)
  const frame = { id: `chatcmpl-${id}`, object: 'chat.completion.chunk', created: 1_700_000_000, model: request.model }
  const chunk = (delta: unknown, finish_reason: string | null): void =>
    send({ ...frame, choices: [{ index: 0, delta, finish_reason }] })
  chunk({ role: 'assistant' }, null)
  if (cut) return void response.destroy()
  if ('run' in move) {
    const call = { index: 0, id: `call_${id}`, type: 'function', function: callOf(request, move.run) }
    chunk({ tool_calls: [call] }, null)
    chunk({}, 'tool_calls')
  } else {
    chunk({ content: move.say }, null)
    chunk({}, 'stop')
  }
  const { input, output } = usage
  send({
    ...frame,
    choices: [],
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  })
  send('[DONE]')
  response.end()
}
