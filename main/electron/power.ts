import type { App, PowerMonitor } from 'electron'
import type { Logger } from '../core/kernel/logger.ts'

/** What must begin anew after the machine slept. Each is called once per resume, and must not throw. */
export interface AfterSleep {
  /** Connections that have an other end far away or a page that counts the seconds. */
  readonly reconnect: readonly (() => void)[]
}

/**
 * Follows the machine into sleep and back, and out when it is shut down. A connection that was open when the machine went to sleep may
 * look open for minutes after: nobody waits for that.
 */
export function followPower(
  monitor: Pick<PowerMonitor, 'on'>,
  app: Pick<App, 'quit'>,
  { reconnect }: AfterSleep,
  logger: Logger,
): void {
  monitor.on('suspend', () => logger.info({}, 'the machine goes to sleep'))
  monitor.on('resume', () => {
    logger.info({}, 'the machine is awake again: connections are made anew')
    for (const each of reconnect) each()
  })
  // https://www.electronjs.org/docs/latest/api/power-monitor#event-shutdown-linux-macos
  // The event holds the shutdown back until the app has left in good order; Electron's types leave it out.
  monitor.on('shutdown', (...[event]: { preventDefault(): void }[]) => {
    event?.preventDefault()
    app.quit()
  })
}
