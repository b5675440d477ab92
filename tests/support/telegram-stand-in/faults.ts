import type { ServerResponse } from 'node:http'

/**
 * How the next call of a method goes wrong. `hang`: no answer until the caller gives up; `cut`: half an answer, then the end; `lost`: it is
 * carried out, and the connection ends in place of the answer.
 */
export type Fault =
  | { readonly kind: 'flood'; readonly retry_after: number }
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'drop' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'lost' }

/** Faults by method, each used once, in order. */
export function createFaults() {
  const waiting = new Map<string, Fault[]>()
  return {
    add: (method: string, ...faults: readonly Fault[]): void => {
      waiting.set(method, [...(waiting.get(method) ?? []), ...faults])
    },
    /** Whether the call was spoilt. */
    spoil: (method: string, response: ServerResponse): boolean => {
      const fault = waiting.get(method)?.shift()
      if (fault === undefined) return false
      if (fault.kind === 'lost') {
        loseAnswer(response)
        return false
      }
      if (fault.kind === 'drop') response.socket?.destroy()
      else if (fault.kind === 'cut') {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
        response.write('{"ok":true,"resu', () => response.socket?.destroy())
      } else if (fault.kind === 'flood') {
        const parameters = { retry_after: fault.retry_after }
        const description = `Too Many Requests: retry after ${fault.retry_after}`
        response.writeHead(429, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ ok: false, error_code: 429, description, parameters }))
      } else if (fault.kind === 'answer') {
        response.writeHead(fault.status, {
          'content-type': fault.body.startsWith('{') ? 'application/json' : 'text/html',
        })
        response.end(fault.body)
      }
      return true
    },
  }
}

function loseAnswer(response: ServerResponse): void {
  response.end = () => {
    response.socket?.destroy()
    return response
  }
}
