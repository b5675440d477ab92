import type { DesktopDoor } from '../../contract/desktop-door.ts'
import { headersOf } from './call-headers.ts'
import type { Door } from './door.ts'
import { readByPieces } from './file-pieces.ts'

declare global {
  interface Window {
    /** Given by the preload script of the desktop app; a browser has none. */
    readonly countersign?: DesktopDoor
  }
}

/** The door of the desktop app: the same requests over IPC; the window itself is the operator, so there is no login. */
export function createIpcDoor(bridge: DesktopDoor): Door {
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
