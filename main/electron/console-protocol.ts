import type { Protocol } from 'electron'
import { CONSOLE_SCHEME, isConsoleUrl } from './console-origin.ts'

/** Makes the scheme an origin of its own, as secure as https. Must be called before the app is ready. */
export function registerConsoleScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true }
  protocol.registerSchemesAsPrivileged([{ scheme: CONSOLE_SCHEME, privileges }])
}

/**
 * Serves the console's files under its own scheme. `readFile` answers for a path as the HTTP console does, with the same bytes, policy
 * and headers; it has no authority, so the scheme is no second way to the API. `headers` go with the refusals made here. Returns the
 * function that ends it: nothing is read after that.
 */
export function serveConsole(
  protocol: Pick<Protocol, 'handle'>,
  readFile: (request: Request) => Response | Promise<Response>,
  headers: Readonly<Record<string, string>>,
): () => void {
  let ended = false
  protocol.handle(CONSOLE_SCHEME, (request) => {
    if (!isConsoleUrl(request.url)) return new Response(null, { status: 404, headers })
    if (request.method !== 'GET') return new Response(null, { status: 405, headers: { ...headers, allow: 'GET' } })
    if (ended) return new Response(null, { status: 503, headers })
    // A URL's path has no dot segments left, and the files are looked up by name in memory: no path leads to the disk.
    return readFile(new Request(`http://desktop.invalid${new URL(request.url).pathname}`))
  })
  return () => {
    ended = true
  }
}
