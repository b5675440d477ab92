import { EventEmitter } from 'node:events'
import type { Problem } from '../../contract/problem.ts'
import { createEventHub } from '../../main/core/broadcast/event-hub.ts'
import { createCaptureSources } from '../../main/electron/capture-sources.ts'
import { openIpcDoor } from '../../main/electron/ipc-door.ts'
import { problemOf } from '../../main/http/problem-response.ts'
import { createNodeTimers } from '../../main/node-timers.ts'
import { createManualTimers } from './manual-timers.ts'

export interface Reply {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}
type Line = Parameters<Parameters<typeof openIpcDoor>[0]['note']>[0]

/** As the desktop gives them: names come from other programs. */
const picture = (width: number, height: number): object => ({
  getSize: () => ({ width, height }),
  isEmpty: () => width === 0,
  resize: ({ width: to }: { width?: number }) => picture(to ?? 1, 1),
  toDataURL: () => `data:image/png;base64,${width}`,
})
const SOURCES = [
  { id: 'screen:1:0', name: 'Entire Screen', thumbnail: picture(640, 480) },
  { id: 'window:7:0', name: 'evil\u202e\nname', thumbnail: picture(0, 0) },
  { id: 'browser:1', name: 'a tab', thumbnail: picture(1, 1) },
]

/** A door over an app function of the test's own, with the page's end in the test's hands. */
export function doorTo(
  fetch: (request: Request) => Response | Promise<Response>,
  getSources: () => Promise<unknown> = async () => SOURCES,
) {
  const handlers = new Map<string, (...args: unknown[]) => unknown>()
  const sent: unknown[][] = []
  const contents = Object.assign(new EventEmitter(), { send: (...args: unknown[]) => sent.push(args) })
  const hub = createEventHub({ capacity: 10, startSeq: 5, clock: { now: () => 0 } })
  const lines: Line[] = []
  const verbs: string[] = []
  const attempts: string[] = []
  let ids = 0
  const timers = createManualTimers(0)
  const door = openIpcDoor({
    ipc: { handle: (channel: string, handler: never) => handlers.set(channel, handler) } as never,
    contents: contents as never,
    operator: { sub: 'operator:olga', scopes: ['admin'], door: 'desktop' },
    ...{ fetch, events: hub, problemOf },
    verbs: {
      openEvidence: () => Promise.reject(new Error('not asked for here')),
      capture: createCaptureSources({ getSources: getSources as never }, createNodeTimers()),
      setBadge: (count) => verbs.push(`badge ${count}`),
      zoom: (step) => verbs.push(`zoom ${step}`),
    },
    attempts: { note: (attempt, detail) => attempts.push(`${attempt} ${detail}`) },
    nextCorrelationId: () => `desktop-${ids++}`,
    timers,
    note: (line) => lines.push(line),
  })
  const own = { sender: contents, senderFrame: { origin: 'countersign://console', parent: null } as object | null }
  return {
    ...{ door, hub, lines, sent, contents, own, verbs, attempts, timers },
    invoke: (verb: string, event: object, ...args: unknown[]) => handlers.get(`countersign:${verb}`)?.(event, ...args),
    ask: (event: object, ...args: unknown[]) => handlers.get('countersign:fetch')?.(event, ...args) as Promise<Reply>,
  }
}

export const ok = (): Response =>
  new Response('{"x":1}', { headers: { 'content-type': 'application/json', etag: '"a"' } })
export const problemIn = ({ body }: Reply): Problem => JSON.parse(body) as Problem

export const foreigners: [string, (own: { sender: object; senderFrame: object | null }) => object][] = [
  ['another window', (own) => ({ ...own, sender: {} })],
  ['a frame that has gone', (own) => ({ ...own, senderFrame: null })],
  ['an inner frame', (own) => ({ ...own, senderFrame: { ...own.senderFrame, parent: own.senderFrame } })],
  ...['http://127.0.0.1:8787', 'https://console', 'null', 'file://', 'countersign://console.x', ''].map(
    (origin): (typeof foreigners)[number] => [
      `a page at ${origin}`,
      (own) => ({ ...own, senderFrame: { origin, parent: null } }),
    ],
  ),
]
