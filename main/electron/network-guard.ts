import type { App, Session } from 'electron'
import { isConsoleUrl } from './console-origin.ts'
import { inertAddress } from './inert-address.ts'
import type { RefusedAttempts } from './refused-attempts.ts'

/** A host name that can never be reached (RFC 6761, 6.4). */
const NOWHERE = 'socks5://no-network.invalid:1'

/** What the window may load: the console's own files, and what its page made itself. Developer tools load themselves. */
function isOwnRequest(address: string, isPackaged: boolean): boolean {
  if (isConsoleUrl(address)) return true
  if (address.startsWith('blob:')) return isConsoleUrl(address.slice('blob:'.length))
  if (address.startsWith('data:')) return true
  return !isPackaged && address.startsWith('devtools:')
}

/**
 * Takes the network from every window of the session: each request that is not the console's own is cancelled and recorded, whatever
 * started it (https://www.electronjs.org/docs/latest/api/web-request). Below that, connections that are no requests are sent to a proxy
 * that does not exist: WebRTC by policy, the rest by the session's proxy, loopback included
 * (https://chromium.googlesource.com/chromium/src/+/HEAD/net/docs/proxy.md). Resolves when that holds; load nothing before.
 */
export async function guardNetwork(parts: {
  readonly session: Pick<Session, 'webRequest' | 'setProxy' | 'on'>
  readonly app: Pick<App, 'on' | 'isPackaged'>
  readonly attempts: Pick<RefusedAttempts, 'note'>
}): Promise<void> {
  const { session, app, attempts } = parts
  session.webRequest.onBeforeRequest((details, answer) => {
    const own = isOwnRequest(details.url, app.isPackaged)
    if (!own) attempts.note('network', `${details.resourceType} ${inertAddress(details.url)}`)
    answer({ cancel: !own })
  })
  // A resource hint: nobody answers it, so nothing is connected.
  session.on('preconnect', (_event, address) => attempts.note('network', `preconnect ${inertAddress(address)}`))
  app.on('web-contents-created', (_event, contents) => contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp'))
  await session.setProxy({ mode: 'fixed_servers', proxyRules: NOWHERE, proxyBypassRules: '<-loopback>' })
}
