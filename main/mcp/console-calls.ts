import * as z from 'zod'
import { Problem } from '../../contract/problem.ts'

/** One request to the console. `body` undefined: none. */
export interface ConsoleRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly body: unknown
}

/**
 * Why there is no answer: the problem of the console (RFC 9457) as it is, or one of this program's own: `console_unreachable`,
 * `console_timeout`, `answer_unreadable`.
 */
export interface Refusal {
  readonly error_code: string
  readonly detail: string
  readonly remediation_hint: string
  readonly [member: string]: unknown
}

export type ConsoleAnswer =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly refusal: Refusal }

export interface ConsoleCalls {
  /** Resolves to an answer or to why there is none. Rejects only when `signal` falls. Nothing is ever sent twice. */
  call(request: ConsoleRequest, signal: AbortSignal): Promise<ConsoleAnswer>
}

/** No answer of the console is as large; what is larger does not come from one. */
const MOST_BYTES = 32 * 1024 ** 2

const LOOK_FIRST = 'It is not known whether it was carried out: look (get_task, get_protocol) before you try again.'
const START_IT = 'Start the console (npm start), or name the right one with --data-root DIR or --url URL.'

const refused = (error_code: string, detail: string, remediation_hint: string): ConsoleAnswer => ({
  ok: false,
  refusal: { error_code, detail, remediation_hint },
})

/**
 * The console over HTTP, with the authority of one token. `where`: its address at this moment, for it may be started again elsewhere; null
 * when none runs. Each call has `timeoutMs`.
 */
export function createConsoleCalls(parts: {
  readonly where: () => string | null
  readonly token: string
  readonly timeoutMs: number
}): ConsoleCalls {
  return {
    call: async ({ method, path, body }, signal) => {
      const deadline = AbortSignal.timeout(parts.timeoutMs)
      const type = body === undefined ? {} : { 'content-type': 'application/json' }
      const isRead = method === 'GET'
      try {
        const base = parts.where()
        if (base === null) return refused('console_unreachable', 'No console runs there.', START_IT)
        const answer = await fetch(new URL(path, base), {
          ...{ method, redirect: 'error', signal: AbortSignal.any([signal, deadline]) },
          headers: { authorization: `Bearer ${parts.token}`, accept: 'application/json', ...type },
          body: body === undefined ? null : JSON.stringify(body),
        })
        return read(answer.ok, await limitedText(answer))
      } catch (error) {
        signal.throwIfAborted()
        if (deadline.aborted)
          return refused(
            'console_timeout',
            `The console did not answer within ${parts.timeoutMs / 1000} s.`,
            isRead ? 'Try again.' : LOOK_FIRST,
          )
        if (error instanceof RangeError) return refused('answer_unreadable', error.message, START_IT)
        const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
        return refused('console_unreachable', `The console cannot be reached: ${why}`, isRead ? START_IT : LOOK_FIRST)
      }
    },
  }
}

function read(isOk: boolean, text: string): ConsoleAnswer {
  const parsed = Json.safeParse(text)
  if (isOk && parsed.success) return { ok: true, body: parsed.data }
  const problem = Problem.safeParse(parsed.data)
  if (problem.success) return { ok: false, refusal: problem.data }
  return refused('answer_unreadable', 'What answers there is no console of this version.', START_IT)
}

const Json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    context.addIssue('no JSON')
    return z.NEVER
  }
})

/** Throws RangeError. */
async function limitedText(answer: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const piece of answer.body ?? []) {
    bytes += piece.byteLength
    if (bytes > MOST_BYTES) throw new RangeError(`The answer is larger than ${MOST_BYTES} bytes.`)
    text += decoder.decode(piece, { stream: true })
  }
  return text + decoder.decode()
}
