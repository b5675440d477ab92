import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import type { AgentSettings } from '../../../../contract/agent.ts'

/** A refusal of the gateway, or its silence. The message is the gateway's, untrusted. */
export class GatewayFailure extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'GatewayFailure'
    this.code = code
  }
}

export interface GatewayEvent {
  readonly event: string
  readonly payload: unknown
}

/** One connection, as operator. */
export interface Gateway {
  /**
   * The answer to a request, within `within_ms`; of one that is accepted first and answered later, `onAccepted` gets the first. Throws
   * GatewayFailure.
   */
  request(method: string, params: unknown, within_ms: number, onAccepted?: (payload: unknown) => void): Promise<unknown>
  close(): void
}

const CONNECT_MS = 20_000
/** For everything that a gateway can answer at once. */
export const ANSWER_MS = 20_000
/** https://docs.openclaw.ai/gateway/protocol: version of the frames. */
const VERSION = 4
const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost']

/**
 * Address of the gateway of the settings; null when there is none on this machine. Another machine has another disk: the workspace would
 * not be there, and a client without a device of its own is let in from this machine alone.
 */
export function gatewayAddress(settings: AgentSettings): string | null {
  const given = settings.kind === 'openclaw' ? settings.gateway_url : null
  if (given === null || !URL.canParse(given)) return null
  const { protocol, hostname } = new URL(given)
  return protocol === 'ws:' && LOOPBACK.includes(hostname) ? given : null
}

/** Null when a gateway answers; else why not. An unknown path is answered with 200 and a page, so that its words are looked at. */
export async function askGatewayHealth(address: string, signal: AbortSignal): Promise<string | null> {
  const url = new URL('/healthz', address.replace(/^ws/, 'http'))
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(5000)]), redirect: 'error' })
    const { ok } = z.object({ ok: z.boolean() }).parse(await answer.json())
    return ok ? null : `The gateway at ${address} says that it is not well.`
  } catch {
    return `No gateway answers at ${address}.`
  }
}

const Frame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('event'), event: z.string(), payload: z.unknown() }),
  z.object({
    ...{ type: z.literal('res'), id: z.string(), ok: z.boolean(), payload: z.unknown() },
    error: z.object({ code: z.string().default(''), message: z.string().default('') }).optional(),
  }),
])
const Accepted = z.object({ status: z.literal('accepted') })

interface Waiting {
  readonly onAccepted: ((payload: unknown) => void) | undefined
  resolve(payload: unknown): void
  reject(error: Error): void
}

/** Connects and says who it is. Throws GatewayFailure. When `signal` is aborted before that is done, the connection is closed. */
export async function connectGateway(
  address: string,
  token: string,
  onEvent: (event: GatewayEvent) => void,
  signal: AbortSignal,
): Promise<Gateway> {
  const socket = new WebSocket(address)
  const waiting = new Map<string, Waiting>()
  let lost: GatewayFailure | null = null

  function lose(failure: GatewayFailure): void {
    lost ??= failure
    for (const one of waiting.values()) one.reject(lost)
    waiting.clear()
    socket.close()
  }
  function request(
    method: string,
    params: unknown,
    within_ms: number,
    onAccepted?: (payload: unknown) => void,
  ): Promise<unknown> {
    if (lost !== null) return Promise.reject(lost)
    const id = randomUUID()
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    waiting.set(id, { onAccepted, resolve, reject })
    socket.send(JSON.stringify({ type: 'req', id, method, params }))
    const timer = setTimeout(() => {
      waiting.delete(id)
      reject(new GatewayFailure('timeout', `The gateway did not answer ${method} in time.`))
    }, within_ms)
    return promise.finally(() => clearTimeout(timer))
  }
  const challenged = new Promise<void>((resolve, reject) => {
    waiting.set('challenge', { onAccepted: undefined, resolve: () => resolve(), reject })
  })
  socket.addEventListener('message', ({ data }) => {
    const frame = readFrame(data)
    if (frame === null) return
    if (frame.type === 'event') {
      if (frame.event !== 'connect.challenge') return onEvent(frame)
      waiting.get('challenge')?.resolve(undefined)
      waiting.delete('challenge')
      return
    }
    const one = waiting.get(frame.id)
    if (one === undefined) return
    if (frame.ok && one.onAccepted !== undefined && Accepted.safeParse(frame.payload).success)
      return one.onAccepted(frame.payload)
    waiting.delete(frame.id)
    if (frame.ok) one.resolve(frame.payload)
    else one.reject(new GatewayFailure(frame.error?.code ?? '', frame.error?.message ?? 'refused'))
  })
  socket.addEventListener('close', ({ code }) => lose(new GatewayFailure('closed', `The gateway hung up (${code}).`)))
  socket.addEventListener('error', () => lose(new GatewayFailure('unreachable', `No gateway answers at ${address}.`)))

  const tooLate = (): void => lose(new GatewayFailure('timeout', 'The gateway did not let the console in in time.'))
  const within = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS)])
  if (within.aborted) tooLate()
  within.addEventListener('abort', tooLate, { once: true })
  try {
    await challenged
    const hello = {
      ...{ minProtocol: VERSION, maxProtocol: VERSION, role: 'operator', caps: ['tool-events'], auth: { token } },
      // The working folder of a session is for administrators to say.
      scopes: ['operator.admin', 'operator.read', 'operator.write'],
      client: { id: 'gateway-client', version: '1', platform: process.platform, mode: 'backend' },
    }
    await request('connect', hello, CONNECT_MS)
  } finally {
    within.removeEventListener('abort', tooLate)
  }
  return { request, close: () => lose(new GatewayFailure('closed', 'closed')) }
}

function readFrame(data: unknown): z.infer<typeof Frame> | null {
  try {
    return Frame.safeParse(JSON.parse(String(data))).data ?? null
  } catch {
    return null
  }
}
