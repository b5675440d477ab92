import type { App } from 'electron'
import type { Logger } from '../core/kernel/logger.ts'

/** A stop that takes longer than this is cut short, in milliseconds; the next start repairs what was left open. */
const STOP_LIMIT_MS = 5000

/** Holds back quitting until `close` has run, once; then quits, or leaves with code 1 when it failed or took too long. */
export function closeBeforeQuit(
  app: Pick<App, 'on' | 'quit' | 'exit'>,
  close: () => Promise<void>,
  logger: Logger,
): void {
  let state: 'running' | 'closing' | 'closed' = 'running'
  app.on('before-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    const limit = setTimeout(() => {
      logger.error({}, `not stopped after ${STOP_LIMIT_MS} ms: leaving`)
      app.exit(1)
    }, STOP_LIMIT_MS)
    close().then(
      () => {
        clearTimeout(limit)
        state = 'closed'
        app.quit()
      },
      (error: unknown) => {
        logger.error({ err: error }, 'stopped with errors')
        app.exit(1)
      },
    )
  })
}
