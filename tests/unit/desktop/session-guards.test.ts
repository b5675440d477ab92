import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { guardDownloads } from '../../../main/electron/download-guard.ts'
import { guardNetwork } from '../../../main/electron/network-guard.ts'
import { guardPermissions } from '../../../main/electron/permission-guard.ts'

const CONSOLE = 'countersign://console/'
type Handler = (...args: unknown[]) => unknown

/** A session under guard, whose handlers the test asks as Electron does. */
async function guarded(isPackaged = true) {
  const handlers = new Map<string, Handler>()
  const keep = (name: string) => (handler: Handler) => handlers.set(name, handler)
  const attempts: string[] = []
  const note = (attempt: string, detail: string): number => attempts.push(`${attempt} ${detail}`)
  const proxies: unknown[] = []
  const session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: keep('request'),
    setPermissionCheckHandler: keep('check'),
    setDevicePermissionHandler: keep('device'),
    setDisplayMediaRequestHandler: keep('display'),
    webRequest: { onBeforeRequest: keep('before request') },
    setProxy: async (proxy: unknown) => void proxies.push(proxy),
  })
  const app = Object.assign(new EventEmitter(), { isPackaged })
  guardPermissions(session as never, { note } as never)
  guardDownloads(session as never, { note } as never)
  await guardNetwork({ session, app, attempts: { note } } as never)
  /** What a handler gives to the callback at place `at` of its arguments. */
  function given(name: string, at: number, ...args: unknown[]): unknown {
    let answer: unknown = 'no answer'
    const give = (value: unknown): void => {
      answer = value
    }
    handlers.get(name)?.(...args.toSpliced(at, 0, give))
    return answer
  }
  return {
    ...{ attempts, app, session, proxies },
    asked: (permission: string, requestingUrl: string, isMainFrame: boolean): unknown =>
      given('request', 2, {}, permission, { requestingUrl, isMainFrame }),
    checked: (permission: string, origin: string, isMainFrame: boolean): unknown =>
      handlers.get('check')?.({}, permission, origin, { isMainFrame }),
    device: (deviceType: string): unknown => handlers.get('device')?.({ deviceType }),
    screen: (): unknown => given('display', 1, {}),
    cancels: (url: string): unknown =>
      (given('before request', 1, { url, resourceType: 'xhr' }) as { cancel: boolean }).cancel,
    download: (address: string): boolean => {
      let refused = false
      const event = { preventDefault: () => (refused = true) }
      session.emit('will-download', event, { getURL: () => address })
      return !refused
    },
  }
}

describe('permissions', () => {
  it('are denied to every page, the console included, and recorded', async () => {
    const { asked, checked, attempts } = await guarded()
    const all = ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fullscreen', 'usb']
    for (const permission of all) expect(asked(permission, CONSOLE, true)).toBe(false)
    expect(attempts).toEqual(all.map((permission) => `permission ${permission} for ${CONSOLE}`))
    for (const permission of all) expect(checked(permission, CONSOLE, true)).toBe(false)
    // What Chromium checks by itself is no attempt, unless no request would follow.
    expect(attempts.slice(all.length)).toEqual(['device usb'])
  })

  it('are denied for devices and for the screen, and recorded', async () => {
    const { device, screen, attempts } = await guarded()
    expect([device('hid'), screen()]).toEqual([false, null])
    expect(attempts).toEqual(['device hid', 'screen_capture the page asked for a screen or a window'])
  })

  it("leave the console's own copy buttons working, and nobody else's", async () => {
    const { asked, checked } = await guarded()
    for (const may of [asked, checked]) {
      expect(may('clipboard-sanitized-write', CONSOLE, true)).toBe(true)
      expect(may('clipboard-sanitized-write', CONSOLE, false)).toBe(false)
      expect(may('clipboard-sanitized-write', 'https://example.org/', true)).toBe(false)
    }
  })
})

describe('the network', () => {
  it.each([
    'http://127.0.0.1:8787/api/tasks',
    'ws://127.0.0.1:9222/devtools/browser',
    'https://example.org/?token=hunter2',
    'file:///etc/passwd',
    'ftp://x/',
    'countersign://other/',
    'blob:https://example.org/1',
    'chrome-extension://x/y.js',
    'devtools://devtools/bundled/x.js',
    '',
  ])('is not reached by %j', async (address) => {
    const { cancels, attempts } = await guarded()
    expect([cancels(address), attempts.length]).toEqual([true, 1])
    expect(attempts[0]).not.toContain('hunter2')
  })

  it('is not needed for what the console loads of itself', async () => {
    const { cancels, attempts } = await guarded()
    for (const address of [CONSOLE, `${CONSOLE}assets/x.js`, `blob:${CONSOLE}1-2`, 'data:image/png;base64,x'])
      expect([address, cancels(address)]).toEqual([address, false])
    expect(attempts).toEqual([])
  })

  it('leaves developer tools their own files, unless the app is packaged', async () => {
    expect((await guarded(false)).cancels('devtools://devtools/bundled/x.js')).toBe(false)
  })

  it('is closed to what is no request: hints, WebRTC, and whatever looks for a proxy', async () => {
    const { session, attempts, app, proxies } = await guarded()
    session.emit('preconnect', {}, 'https://example.org/?x', false, null)
    expect(attempts).toEqual(['network preconnect https://example.org/'])
    const policies: string[] = []
    app.emit('web-contents-created', {}, { setWebRTCIPHandlingPolicy: (policy: string) => policies.push(policy) })
    expect(policies).toEqual(['disable_non_proxied_udp'])
    expect(proxies).toMatchObject([{ mode: 'fixed_servers', proxyBypassRules: '<-loopback>' }])
  })
})

describe('downloads', () => {
  it('are what the console itself holds, and nothing else', async () => {
    const { download, attempts } = await guarded()
    expect(download(`blob:${CONSOLE}7f1c`)).toBe(true)
    const foreign = [
      'https://example.org/x.exe?k=hunter2',
      'blob:https://example.org/1',
      'data:x',
      'file:///etc/passwd',
    ]
    for (const address of foreign) expect([address, download(address)]).toEqual([address, false])
    expect(attempts).toEqual([
      'download https://example.org/x.exe',
      'download blob:https://example.org/1',
      'download data:',
      'download file:///etc/passwd',
    ])
  })
})
