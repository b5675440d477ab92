import { StartupError } from '../../main/core/kernel/startup-error.ts'

const LOOPBACK: readonly string[] = ['127.0.0.1', '[::1]', 'localhost']

/** A secret goes to this address: over TLS, or without it no further than this machine. Throws StartupError (exit code 2). */
export function checkSecretAddress(url: string): void {
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname))) return
  throw new StartupError(
    2,
    `${url} would get TELEGRAM_SECRET_TOKEN in plain text`,
    'give https://…, or http:// on this machine only',
  )
}
