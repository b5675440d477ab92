import type { CDPSession, Route } from 'playwright'
import type { StandInWindow } from './browser-window.ts'
import type { Permissions } from './permissions.ts'
import type { Recorder } from './recorder.ts'
import type { Schemes } from './schemes.ts'
import type { PageRequests } from './web-request.ts'

export interface PageServerParts {
  readonly windows: () => readonly StandInWindow[]
  readonly schemes: Schemes
  readonly requests: PageRequests
  readonly permissions: Permissions
  readonly recorder: Recorder
  /** Of the whole browser. */
  readonly cdp: CDPSession
}

type PageRequest = ReturnType<Route['request']>

/**
 * Every request of every page: the app's guards are asked about navigations, its request handler about everything, and its own schemes
 * are answered by it.
 */
export function createPageServer(parts: PageServerParts): (route: Route) => Promise<void> {
  const { schemes, requests, permissions, recorder, cdp } = parts

  /** undefined: the first request of what window.open asked for; the page has no frame yet, and is closed again. */
  function frameOf(request: PageRequest) {
    try {
      return request.frame()
    } catch {
      return undefined
    }
  }

  return async (route) => {
    const request = route.request()
    const address = schemes.fromPage(request.url())
    const frame = frameOf(request)
    const window = frame === undefined ? undefined : parts.windows().find(({ contents }) => contents.shows(frame))
    if (frame === undefined || window === undefined) return route.abort('aborted')
    const { contents } = window
    const mover = request.isNavigationRequest() ? contents.whoMoves(frame, request.url()) : null
    if (mover === 'page' && contents.forbids(address, true)) return route.abort('aborted')
    if (mover === 'inner frame' && contents.forbids(address, false)) return route.abort('aborted')
    const said = await requests.ask(request, address, contents.id, frame.parentFrame() !== null)
    if (said === 'cancel') return route.abort('blockedbyclient')
    if (mover === 'app' || mover === 'page')
      await permissions.apply(cdp, contents.self, address, new URL(request.url()).origin)
    const body = request.postDataBuffer()
    const answer = schemes.answer(
      new Request(said ?? address, {
        method: request.method(),
        headers: request.headers(),
        body: body === null ? null : new Uint8Array(body),
      }),
    )
    if (answer === null) return said === null ? route.continue() : route.continue({ url: said })
    try {
      const response = await answer
      const headers = Object.fromEntries(response.headers)
      await route.fulfill({ status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) })
    } catch (error) {
      recorder.note('protocol handler failed', { address, error: String(error) })
      await route.abort('failed')
    }
  }
}
