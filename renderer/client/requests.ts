import type * as z from 'zod'
import { CallRefused } from './call-refused.ts'
import type { Door, DoorCall, DoorReply } from './door.ts'
import { failureOf, isSignedOut, notUnderstood, parsed, RequestFailed, UNREACHABLE } from './failure.ts'

/** Requests through a door whose replies are held against the contract. Every function rejects with RequestFailed. */
export interface Requests {
  get<S extends z.ZodType>(schema: S, path: string, signal: AbortSignal | null): Promise<z.infer<S>>
  post<S extends z.ZodType>(schema: S, path: string, body: object | null): Promise<z.infer<S>>
  /** The same with `Prefer: respond-async` (RFC 7240): the answer does not wait for what was begun. */
  begin<S extends z.ZodType>(schema: S, path: string, body: object): Promise<z.infer<S>>
  put<S extends z.ZodType>(schema: S, path: string, body: object): Promise<z.infer<S>>
  /** For replies without a body. */
  remove(path: string): Promise<void>
  file(path: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>
  /** Something else that the door was asked for, of whose reply only problems count. */
  done(reply: Promise<DoorReply>): Promise<void>
}

export function queryString(query: Readonly<Record<string, string | number | undefined>>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, String(value))
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

const PLAIN = { body: null, signal: null, prefer: null } as const

/** `onSignedOut` hears of every reply that says the session is over. */
export function createRequests(door: Door, onSignedOut: () => void): Requests {
  async function answered<T>(reply: Promise<T>, signal: AbortSignal | null): Promise<T> {
    try {
      return await reply
    } catch (error) {
      if (signal?.aborted === true) throw error
      throw new RequestFailed(UNREACHABLE)
    }
  }

  function refuseProblem(status: number, body: () => string): void {
    if (status < 400) return
    const failure = failureOf(status, body())
    if (isSignedOut(failure) && !failure.code.startsWith('login_')) onSignedOut()
    throw failure.code === 'policy_denied' ? new CallRefused(failure, body()) : new RequestFailed(failure)
  }

  async function reach(path: string, call: DoorCall): Promise<DoorReply> {
    const reply = await answered(door.fetch(path, call), call.signal)
    refuseProblem(reply.status, () => reply.body)
    return reply
  }

  function understood<S extends z.ZodType>(schema: S, reply: DoorReply): z.infer<S> {
    const result = schema.safeParse(parsed(reply.body))
    if (result.success) return result.data
    const issue = result.error.issues[0]
    const where = issue === undefined || issue.path.length === 0 ? 'the body' : issue.path.join('.')
    throw new RequestFailed(notUnderstood(reply.status, `${where}: ${issue?.message ?? 'not JSON'}`))
  }

  const send = async <S extends z.ZodType>(schema: S, method: 'POST' | 'PUT', path: string, body: object | null) =>
    understood(schema, await reach(path, { ...PLAIN, method, body: body === null ? null : JSON.stringify(body) }))

  return {
    get: async (schema, path, signal) => understood(schema, await reach(path, { ...PLAIN, method: 'GET', signal })),
    post: (schema, path, body) => send(schema, 'POST', path, body),
    begin: async (schema, path, body) =>
      understood(
        schema,
        await reach(path, { ...PLAIN, method: 'POST', body: JSON.stringify(body), prefer: 'respond-async' }),
      ),
    put: (schema, path, body) => send(schema, 'PUT', path, body),
    remove: async (path) => {
      await reach(path, { ...PLAIN, method: 'DELETE' })
    },
    done: async (asked) => {
      const reply = await answered(asked, null)
      refuseProblem(reply.status, () => reply.body)
    },
    file: async (path, signal) => {
      const { status, bytes } = await answered(door.fetchFile(path, signal), signal)
      refuseProblem(status, () => new TextDecoder().decode(bytes))
      return bytes
    },
  }
}
