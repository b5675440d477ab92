import type { Protocol } from 'electron'
import { CONSOLE_SCHEME, isConsoleUrl } from './console-origin.ts'
import { inertAddress } from './inert-address.ts'
import type { RefusedAttempts } from './refused-attempts.ts'

/** Makes the scheme an origin of its own, as secure as https. Must be called before the app is ready. */
export function registerConsoleScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true }
  protocol.registerSchemesAsPrivileged([{ scheme: CONSOLE_SCHEME, privileges }])
}

/**
 * Serves the console's files under its own scheme. `readFile` answers for a path as the HTTP console does, with the same bytes, policy
 * and headers; it has no authority, so the scheme is no second way to the API. `headers` go with the refusals made here. Another method is
 * recorded here, another host by the guard of the network. Returns the function that ends it: nothing is read after that.
 */
export function serveConsole(
  protocol: Pick<Protocol, 'handle'>,
  parts: {
    readonly readFile: (request: Request) => Response | Promise<Response>
    readonly headers: Readonly<Record<string, string>>
    readonly attempts: Pick<RefusedAttempts, 'note'>
  },
): () => void {
  const { readFile, headers, attempts } = parts
  let ended = false
  protocol.handle(CONSOLE_SCHEME, (request) => {
    if (!isConsoleUrl(request.url)) return new Response(null, { status: 404, headers })
    if (request.method !== 'GET') {
      attempts.note('network', `${request.method} ${inertAddress(request.url)}`)
      return new Response(null, { status: 405, headers: { ...headers, allow: 'GET' } })
    }
    if (ended) return new Response(null, { status: 503, headers })
    // A URL's path has no dot segments left, and the files are looked up by name in memory: no path leads to the disk.
    return readFile(new Request(`http://desktop.invalid${new URL(request.url).pathname}`))
  })
  return () => {
    ended = true
  }
}
