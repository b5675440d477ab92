import type { Session } from 'electron'
import { isConsoleUrl } from './console-origin.ts'
import { inertAddress } from './inert-address.ts'
import type { RefusedAttempts } from './refused-attempts.ts'

/**
 * Saves nothing but what the console's own page holds in memory: evidence that it has read and hashed. Electron asks the operator where
 * to. Everything else is refused and recorded. https://www.electronjs.org/docs/latest/api/session#event-will-download
 */
export function guardDownloads(session: Pick<Session, 'on'>, attempts: Pick<RefusedAttempts, 'note'>): void {
  session.on('will-download', (event, item) => {
    const address = item.getURL()
    if (address.startsWith('blob:') && isConsoleUrl(address.slice('blob:'.length))) return
    event.preventDefault()
    attempts.note('download', inertAddress(address))
  })
}
