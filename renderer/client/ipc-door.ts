import { headersOf } from './call-headers.ts'
import type { DesktopTarget, Door } from './door.ts'
import { type BridgeReply, readByPieces } from './file-pieces.ts'

/** What the desktop app's preload script gives to the page; a test holds it against the preload's own type. */
export interface DesktopBridge {
  readonly kind: 'desktop'
  fetch(
    path: string,
    call: { method: string; headers: Record<string, string>; body: string | null },
  ): Promise<BridgeReply>
  openEvidence(correlationId: string, packageId: string): Promise<BridgeReply>
  chooseCaptureSource(id: string | null): Promise<BridgeReply>
  setBadge(count: number): Promise<BridgeReply>
  zoom(step: 'in' | 'out' | 'reset'): Promise<BridgeReply>
  subscribe(
    lastEventId: string | null,
    onEvent: (event: { id: string; event: string; data: string }) => void,
    onState: (state: 'open' | 'closed') => void,
  ): () => void
  onDeepLink(callback: (target: DesktopTarget) => void): () => void
}

declare global {
  interface Window {
    readonly countersign?: DesktopBridge
  }
}

/** The door of the desktop app: the same requests over IPC; the window itself is the operator, so there is no login. */
export function createIpcDoor(bridge: DesktopBridge): Door {
  return {
    kind: 'desktop',
    address: 'desktop app',
    fetch: (path, call) =>
      bridge.fetch(path, {
        method: call.method,
        headers: headersOf(call),
        body: call.body,
      }),
    fetchFile: (path, signal) =>
      readByPieces((headers) => bridge.fetch(path, { method: 'GET', headers, body: null }), signal),
    openEvidence: ({ correlation_id, package_id }) => bridge.openEvidence(correlation_id, package_id),
    desktop: {
      chooseCaptureSource: (id) => bridge.chooseCaptureSource(id),
      setBadge: (count) => bridge.setBadge(count),
      zoom: (step) => bridge.zoom(step),
      onTarget: (callback) => bridge.onDeepLink(callback),
    },
    subscribe: (lastEventId, sink) => {
      let over = false
      const unsubscribe = bridge.subscribe(
        lastEventId,
        ({ id, event, data }) => {
          if (over) return
          sink.heard()
          sink.event(id, event, data)
        },
        (state) => {
          if (over) return
          if (state === 'open') {
            sink.opened()
            sink.heard()
          } else {
            over = true
            sink.ended('lost')
          }
        },
      )
      return () => {
        over = true
        unsubscribe()
      }
    },
  }
}
