import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

/**
 * Where the session bus listens, as `net.connect` takes it, or null. Only sockets of this machine: an address can also name a program to
 * start or a machine to call, and a portal is neither (https://dbus.freedesktop.org/doc/dbus-specification.html#addresses). Without an
 * address it is the socket that systemd makes.
 */
export function sessionBusSocket(env: Readonly<Record<string, string | undefined>>): string | null {
  const told = env['DBUS_SESSION_BUS_ADDRESS']
  const runtime = env['XDG_RUNTIME_DIR']
  if (told !== undefined) return told.split(';').map(socketOf).find(isThere) ?? null
  if (runtime === undefined || !isAbsolute(runtime)) return null
  const usual = join(runtime, 'bus')
  return existsSync(usual) ? usual : null
}

const isThere = (socket: string | null): boolean => socket !== null && (socket.startsWith('\0') || existsSync(socket))

function socketOf(address: string): string | null {
  const [, listed] = /^unix:(.*)$/.exec(address) ?? []
  const keys = new Map<string, string>()
  for (const pair of (listed ?? '').split(',')) {
    const [key = '', value = ''] = pair.split('=', 2)
    keys.set(key, value)
  }
  const [path, abstract] = [unescaped(keys.get('path')), unescaped(keys.get('abstract'))]
  if (path !== null) return isAbsolute(path) && !path.includes('\0') ? path : null
  return abstract === null ? null : `\0${abstract}`
}

/** Bytes that are not plain letters stand as `%xx`. Null for what is nothing, or no text. */
function unescaped(value: string | undefined): string | null {
  if (value === undefined || value === '') return null
  try {
    return decodeURIComponent(value)
  } catch {
    return null
  }
}
