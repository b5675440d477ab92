import { openConsoleHost } from './console-host.ts'
import { NO_DESKTOP } from './core/access/sealer.ts'
import { openOwned } from './core/kernel/lifetime.ts'
import type { Logger } from './core/kernel/logger.ts'
import { NO_HOST_PORTS } from './core/tools/host-ports.ts'
import { loadConfigWithSecrets } from './kept-secrets.ts'
import { createLogger } from './pino-logger.ts'
import { findResources } from './resources.ts'
import { startupFailure } from './startup-failure.ts'

/** A stop that takes longer than this is cut short, in milliseconds. */
const STOP_LIMIT_MS = 1900

/**
 * Runs the console without a window until SIGTERM or SIGINT. Prints exactly one line on stdout, when it is ready:
 * `{"ready":true,"url":…,"pid":…,"data_root":…}`, with `ingress_url` when there is that listener. Exit codes: 0 stopped, 1 the
 * machine's state, 2 a wrong flag, variable or file.
 */
export async function serve(argv: readonly string[]): Promise<void> {
  const logger = createLogger()
  // The data is safe at any instant (that is what the crash tests prove); going on in an unknown state would not be.
  process.on('uncaughtException', (error) => {
    logger.error({ err: error }, 'an error that nobody caught: leaving')
    process.exit(1)
  })
  try {
    const { root } = findResources(import.meta.dirname)
    const config = await loadConfigWithSecrets(argv, process.env, root, NO_DESKTOP)
    const { value, lifetime } = await openOwned((owner) =>
      openConsoleHost(owner, config, 'headless', logger, NO_DESKTOP, NO_HOST_PORTS),
    )
    // Before it is said that the console is ready: whoever reads that may stop it at once.
    stopOnSignal(lifetime.close, logger)
    const { app, url, ingress_url } = value
    const more = ingress_url === null ? {} : { ingress_url }
    const ready = { ready: true, url, ...more, pid: process.pid, data_root: config.data_root }
    process.stdout.write(`${JSON.stringify(ready)}\n`)
    if (config.print_login) printLogin(url, ingress_url, app.loginCodes.issue().code)
  } catch (error) {
    const failure = startupFailure(error)
    if (failure === null) throw error
    process.stderr.write(`countersign: ${failure.message}\n  remedy: ${failure.remedy}\n`)
    process.exitCode = failure.exitCode
  }
}

function printLogin(url: string, ingressUrl: string | null, code: string): void {
  const login = `(one-time code ${code}, good for ten minutes; npx countersign login makes another)`
  const ingress = ingressUrl === null ? '' : `\n  Webhooks: ${ingressUrl} (point the tunnel here)`
  process.stderr.write(`\n  Open ${url}/#code=${code}\n  ${login}${ingress}\n\n`)
}

function stopOnSignal(close: () => Promise<void>, logger: Logger): void {
  let stopping = false
  const stop = (signal: string): void => {
    // A terminal or npm may send the signal more than once; the stop under way is short, and cutting it off would leave the log open.
    if (stopping) return
    stopping = true
    logger.info({ signal }, 'stopping')
    let isClosed = false
    const limit = setTimeout(() => {
      // All is written and closed; what a tool that did not end in time still holds is left behind.
      if (isClosed) process.exit()
      logger.error({}, `not stopped after ${STOP_LIMIT_MS} ms: leaving`)
      process.exit(1)
    }, STOP_LIMIT_MS)
    close()
      .catch((error: unknown) => {
        logger.error({ err: error }, 'stopped with errors')
        process.exitCode = 1
      })
      .finally(() => {
        isClosed = true
        limit.unref()
      })
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
