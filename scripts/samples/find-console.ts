import { join, resolve } from 'node:path'
import { findInstance } from '../../main/adapters/files/instance-lock.ts'
import { StartupError } from '../../main/core/kernel/startup-error.ts'

export interface ConsoleHints {
  /** `--url` */
  readonly url: string | undefined
  /** `--port` */
  readonly port: string | undefined
  /** `--data-root` */
  readonly dataRoot: string | undefined
}

/**
 * Address of the console: --url, else --port, else COUNTERSIGN_PORT (0 tells nothing), else the one that runs on the data
 * root. Throws StartupError with a remedy.
 */
export function findConsole(
  hints: ConsoleHints,
  env: Readonly<Record<string, string | undefined>>,
  defaultDataRoot: string,
): string {
  if (hints.url !== undefined) return checkedUrl(hints.url)
  const port = hints.port ?? (hints.dataRoot === undefined ? env['COUNTERSIGN_PORT'] : undefined)
  if (port !== undefined && port !== '' && port !== '0') return `http://127.0.0.1:${checkedPort(port)}`
  const dataRoot = resolve(hints.dataRoot ?? (env['COUNTERSIGN_DATA_ROOT'] || defaultDataRoot))
  const url = findInstance(dataRoot)?.url ?? null
  if (url !== null) return url
  throw new StartupError(
    1,
    `no console runs on ${join(dataRoot, '/')}`,
    'start it in another terminal with: WEBHOOK_SECRET=… npm start; or name a running one with --url, --port or --data-root',
  )
}

function checkedUrl(text: string): string {
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? ''))
    throw new StartupError(2, `--url "${text}" is no http address`, 'give it as the console printed it')
  return new URL(text).origin
}

function checkedPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port >= 1 && port <= 65_535) return port
  throw new StartupError(2, `"${text}" is not a port`, 'give a number from 1 to 65535')
}
