import type { MessageBus } from 'dbus-native'
import { variantValue } from 'dbus-native'
import type { TestBus } from './test-bus.ts'

const PORTAL_NAME = 'org.freedesktop.portal.Desktop'
const PATH = '/org/freedesktop/portal/desktop'
const REQUEST = 'org.freedesktop.portal.Request'
const RESPONSE = 4

/** One call of Screenshot, as the stand-in sees it. */
export interface AskedPicture {
  readonly parent: string
  /** The caller's name on the bus. */
  readonly caller: string
  readonly options: Readonly<Record<string, unknown>>
  /** Path of the request that the documentation promises to the caller. */
  readonly handle: string
  /** Sends Request.Response, to everybody who listens, as the real one does. `path`: another than the handle. */
  respond(code: number, results: Readonly<Record<string, unknown>>, path?: string): void
}

export interface PortalStandIn {
  readonly bus: MessageBus
  readonly asked: readonly AskedPicture[]
  /** Paths of requests that were closed. */
  readonly closed: readonly string[]
}

/**
 * org.freedesktop.portal.Screenshot from its documentation
 * (https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Screenshot.html), with the faults that a test wants:
 * `behave` answers the path of the request, and responds when it likes.
 */
export async function startPortal(
  bus: TestBus,
  behave: (asked: AskedPicture, client: MessageBus) => string | Promise<string>,
): Promise<PortalStandIn> {
  const client = await bus.connect()
  const asked: AskedPicture[] = []
  const closed: string[] = []
  const Screenshot = (parent: string, options: Record<string, unknown>, message: { sender: string }) => {
    const sender = message.sender.slice(1).replaceAll('.', '_')
    const handle = `${PATH}/request/${sender}/${variantValue<string>(options['handle_token'])}`
    const request = { parent, caller: message.sender, options, handle, respond: responder(client, handle, {}) }
    asked.push(request)
    const Close = () => {
      closed.push(handle)
    }
    client.exportInterface({ Close }, handle, { name: REQUEST, methods: { Close: ['', '', [], []] } })
    return behave(request, client)
  }
  const methods = {
    Screenshot: ['sa{sv}', 'o', ['parent_window', 'options'], ['handle']] as [string, string, string[], string[]],
  }
  client.exportInterface({ Screenshot }, PATH, { name: 'org.freedesktop.portal.Screenshot', methods })
  await client.requestName(PORTAL_NAME, 0)
  return { bus: client, asked, closed }
}

/** Of a portal, or of a program that would like to be taken for it and sends its signal to the caller alone (`to`). */
export const responder =
  (client: MessageBus, handle: string, to: { destination?: string }): AskedPicture['respond'] =>
  (code, results, path = handle) => {
    client.connection.message({
      ...{ type: RESPONSE, serial: client.serial++, path, interface: REQUEST, member: 'Response' },
      ...{ signature: 'ua{sv}', body: [code, results], ...to },
    })
  }
