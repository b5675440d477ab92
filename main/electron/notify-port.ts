import type { HostPorts } from '../core/tools/host-ports.ts'
import type { NotificationClass } from './notification-screen.ts'

/** The system says within moments whether it took one; some on Linux never say. */
const SAID_WITHIN_MS = 10_000

/**
 * Shows what a tool has to say with the system's notifications. Resolves when the system says that it is shown. Rejects with its reason
 * when it says that it is not, and with an AbortError or TimeoutError when it does not say: then it may be on the screen.
 */
export function createNotifyPort(Notification: NotificationClass): NonNullable<HostPorts['notify']> {
  // Kept here, or they would be collected while they are on the screen.
  const shown = new Set<object>()

  return async ({ title, body }, signal) => {
    if (!Notification.isSupported()) throw new Error('this system shows no notifications')
    const either = AbortSignal.any([signal, AbortSignal.timeout(SAID_WITHIN_MS)])
    const said = Promise.withResolvers<void>()
    const notification = new Notification({ title, body })
    const end = (): void => {
      shown.delete(notification)
    }
    notification.on('close', end).on('click', end)
    notification.on('show', () => said.resolve())
    notification.on('failed', (_event, reason) => {
      end()
      said.reject(new Error(`the system did not show it: ${reason}`))
    })
    either.addEventListener('abort', () => said.reject(either.reason), { once: true })
    either.throwIfAborted()
    shown.add(notification)
    notification.show()
    await said.promise
  }
}
