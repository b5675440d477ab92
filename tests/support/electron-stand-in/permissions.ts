import type * as Electron from 'electron'
import type { CDPSession } from 'playwright'
import type { Recorder } from './recorder.ts'

type Setters = 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
type Request = Parameters<Electron.Session['setPermissionRequestHandler']>[0]
type Check = Parameters<Electron.Session['setPermissionCheckHandler']>[0]
type Name = Parameters<NonNullable<Request>>[1]
type Descriptor = { name: string; sysex?: boolean; allowWithoutSanitization?: boolean }

const alike = (name: string): readonly [Descriptor, string] => [{ name }, name]

/** What the browser calls it, and what Electron calls it. */
const NAMES: readonly (readonly [Descriptor, string])[] = [
  [{ name: 'geolocation' }, 'geolocation'],
  [{ name: 'notifications' }, 'notifications'],
  [{ name: 'midi', sysex: false }, 'midi'],
  [{ name: 'midi', sysex: true }, 'midiSysex'],
  [{ name: 'camera' }, 'media'],
  [{ name: 'microphone' }, 'media'],
  [{ name: 'clipboard-read' }, 'clipboard-read'],
  [{ name: 'clipboard-write', allowWithoutSanitization: false }, 'clipboard-sanitized-write'],
  [{ name: 'idle-detection' }, 'idle-detection'],
  [{ name: 'window-management' }, 'window-management'],
  [{ name: 'display-capture' }, 'display-capture'],
  [{ name: 'storage-access' }, 'storage-access'],
  [{ name: 'pointer-lock' }, 'pointerLock'],
  [{ name: 'keyboard-lock' }, 'keyboardLock'],
  ...['local-network-access', 'local-network', 'loopback-network', 'local-fonts', 'speaker-selection'].map(alike),
  ...['persistent-storage', 'screen-wake-lock', 'background-sync', 'payment-handler', 'nfc'].map(alike),
]

export interface Permissions {
  readonly session: Pick<Electron.Session, Setters>
  /** Gives the browser, for one origin, the answers of the app's check handler: what it then does is the browser's own doing. */
  apply(cdp: CDPSession, contents: Electron.WebContents, url: string, shownOrigin: string): Promise<void>
  /** Asks the app's request handler, as Electron does when a page asks for a permission. Without a handler it is granted. */
  ask(contents: Electron.WebContents, name: string, url: string, isMainFrame: boolean): Promise<boolean>
  check(contents: Electron.WebContents | null, name: string, url: string, isMainFrame: boolean): boolean
}

export function createPermissions(recorder: Recorder): Permissions {
  let request: Request = null
  let check: Check = null

  const ask: Permissions['ask'] = (contents, name, requestingUrl, isMainFrame) => {
    if (request === null) return Promise.resolve(true)
    const handler = request
    const details = { isMainFrame, requestingUrl } as Electron.PermissionRequest
    return new Promise((resolve) => handler(contents, name as Name, resolve, details))
  }
  const checks: Permissions['check'] = (contents, name, url, isMainFrame) => {
    const origin = /^[a-z0-9+.-]+:\/\/[^/]*/.exec(url)?.[0] ?? ''
    const details = { isMainFrame, requestingUrl: url, securityOrigin: `${origin}/` }
    return check?.(contents, name as never, `${origin}/`, details) ?? true
  }
  return {
    ask,
    check: checks,
    session: {
      setPermissionRequestHandler: (handler) => {
        request = handler
        recorder.note('permission request handler', handler !== null)
      },
      setPermissionCheckHandler: (handler) => {
        check = handler
        recorder.note('permission check handler', handler !== null)
      },
      setDevicePermissionHandler: (handler) => recorder.note('device permission handler', handler !== null),
    },
    apply: async (cdp, contents, url, shownOrigin) => {
      await Promise.all(
        NAMES.map(([permission, name]) => {
          const setting = checks(contents, name, url, true) ? 'granted' : 'denied'
          return cdp.send('Browser.setPermission', { permission, setting, origin: shownOrigin })
        }),
      )
    },
  }
}
