import { randomBytes } from 'node:crypto'
import type { Message } from 'dbus-native'
import * as z from 'zod'
import { type BusCall, BusFailure, busCall, type SessionBus } from './session-bus.ts'

export const PORTAL = 'org.freedesktop.portal.Desktop'
const PORTAL_PATH = '/org/freedesktop/portal/desktop'
const REQUESTS = `${PORTAL_PATH}/request/`
const REQUEST = 'org.freedesktop.portal.Request'

/** One is asked for; a portal that says more than this is not listened to. */
const MOST_EARLY = 16

/** What the portal said in the end. `other`: it broke off, or could not do it. */
export type PortalResponse =
  | { readonly kind: 'picture'; readonly uri: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'other'; readonly code: number }

const Answered = z.tuple([z.int().min(0), z.record(z.string(), z.unknown())])
const Picture = z.object({ uri: z.string().min(1).max(8192) })

/**
 * Asks the portal for one picture of everything, without a dialog of options; it may ask the person at the screen for permission. Only what
 * the program says that owned the portal's name when we asked counts: any program on the bus can send a signal of this shape. When `signal`
 * falls the request is closed, so that no question stays on the screen. Throws BusFailure, or what the signal fell for.
 * https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Screenshot.html
 * https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Request.html
 */
export async function askForPicture(bus: SessionBus, signal: AbortSignal): Promise<PortalResponse> {
  const owner = await ownerOf(bus, signal)
  const token = `countersign${randomBytes(16).toString('hex')}`
  const expected = `${REQUESTS}${bus.name.slice(1).replaceAll('.', '_')}/${token}`
  const heard = hearResponses(bus, owner)
  await bus.call(busCall('AddMatch', 's', `type='signal',sender='${PORTAL}',interface='${REQUEST}'`), signal)

  let handle = expected
  let isOver = false
  try {
    const options = { handle_token: token, interactive: false }
    const [answered] = await bus.call(screenshot(options), signal)
    // Portals before 0.9 made up a handle of their own.
    if (typeof answered === 'string' && answered.startsWith(REQUESTS)) handle = answered
    const message = await Promise.race([heard.response(handle), heard.vanished, bus.lost, fallen(signal)])
    isOver = true
    return responseOf(message)
  } finally {
    if (!isOver) bus.send(closing(handle))
  }
}

const screenshot = (options: Record<string, unknown>): BusCall => ({
  ...{ destination: PORTAL, path: PORTAL_PATH, interface: 'org.freedesktop.portal.Screenshot', member: 'Screenshot' },
  ...{ signature: 'sa{sv}', body: ['', options] },
})

const closing = (path: string): BusCall => ({
  ...{ destination: PORTAL, path, interface: REQUEST, member: 'Close', signature: '', body: [] },
})

/** The unique name behind the portal's, which the bus starts where it does not run; it is told when that changes. */
async function ownerOf(bus: SessionBus, signal: AbortSignal): Promise<string> {
  const changes = `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${PORTAL}'`
  await bus.call(busCall('AddMatch', 's', changes), signal)
  const [isOwned] = await bus.call(busCall('NameHasOwner', 's', PORTAL), signal)
  if (isOwned !== true) await bus.call(busCall('StartServiceByName', 'su', PORTAL, 0), signal)
  const [owner] = await bus.call(busCall('GetNameOwner', 's', PORTAL), signal)
  if (typeof owner !== 'string') throw new BusFailure(null, 'nobody owns the name of the portal')
  return owner
}

/** A response can come before the answer that says under which handle: all of the portal's are kept until then. */
function hearResponses(bus: SessionBus, owner: string) {
  const early = new Map<string, Message>()
  const waiting = Promise.withResolvers<Message>()
  const vanished = Promise.withResolvers<never>()
  vanished.promise.catch(() => undefined)
  let wanted: string | null = null

  bus.onSignal((message) => {
    const { sender, path, member } = message
    if (sender === 'org.freedesktop.DBus' && member === 'NameOwnerChanged') {
      if (message.body?.[0] === PORTAL && message.body[1] === owner)
        vanished.reject(new BusFailure(null, 'the portal went away before it answered'))
      return
    }
    if (sender !== owner || path === undefined || message.interface !== REQUEST || member !== 'Response') return
    if (path === wanted) waiting.resolve(message)
    else if (wanted === null && early.size < MOST_EARLY) early.set(path, message)
  })
  return {
    vanished: vanished.promise,
    response: (path: string): Promise<Message> => {
      wanted = path
      const here = early.get(path)
      if (here !== undefined) waiting.resolve(here)
      return waiting.promise
    },
  }
}

const fallen = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const fall = (): void => reject(signal.reason as Error)
    if (signal.aborted) fall()
    else signal.addEventListener('abort', fall, { once: true })
  })

function responseOf({ body }: Message): PortalResponse {
  const answered = Answered.safeParse(body)
  if (!answered.success) throw new BusFailure(null, 'the portal answered something else than its documentation says')
  const [code, results] = answered.data
  if (code === 1) return { kind: 'refused' }
  if (code !== 0) return { kind: 'other', code }
  const picture = Picture.safeParse(results)
  if (!picture.success) throw new BusFailure(null, 'the portal said that it is done and named no picture')
  return { kind: 'picture', uri: picture.data.uri }
}
