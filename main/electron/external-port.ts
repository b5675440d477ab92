import type { Shell } from 'electron'
import type { HostPorts } from '../core/tools/host-ports.ts'

/** Where people are asked whether an account may be connected. */
const ASKING_HOSTS = ['accounts.google.com']

/**
 * Opens the page of a service that asks the operator for a permission. Only the console itself comes this way, for an admin who asked to
 * connect an account; any other address is refused, whoever made it up.
 */
export function createExternalPort(shell: Pick<Shell, 'openExternal'>): NonNullable<HostPorts['openExternal']> {
  return async (address) => {
    const url = URL.parse(address)
    const isPlain = url?.protocol === 'https:' && url.username === '' && url.password === ''
    if (!isPlain || !ASKING_HOSTS.includes(url.host)) throw new Error('this address is not opened in a browser')
    await shell.openExternal(url.href)
  }
}
