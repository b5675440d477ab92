import type { ServerResponse } from 'node:http'

/** What a connection, a proxy or GitHub itself may do instead of answering. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'body'; readonly body: string; readonly headers: Readonly<Record<string, string>> }
  /** Ends in the middle of what it announced. */
  | { readonly kind: 'broken off' }
  | { readonly kind: 'no answer' }
  | { readonly kind: 'hangs' }

export function misbehave(fault: Fault, response: ServerResponse): void {
  if (fault.kind === 'status') response.writeHead(fault.status, fault.headers).end('<html>unicorn</html>')
  else if (fault.kind === 'body') response.writeHead(200, fault.headers).end(fault.body)
  else if (fault.kind === 'no answer') response.destroy()
  else if (fault.kind === 'broken off') {
    response.writeHead(200, { 'content-length': '1000' }).write('[{"id":1')
    setImmediate(() => response.destroy())
  }
}
