import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { isConsoleUrl } from '../../../main/electron/console-origin.ts'
import { guardNavigation, guardPermissions, isOutsideLink } from '../../../main/electron/navigation-guards.ts'

type Handler = (...args: unknown[]) => unknown
const CONSOLE = 'countersign://console/'

/** A window's contents under guard, with what was opened outside. */
function guarded() {
  const app = new EventEmitter()
  const opened: string[] = []
  let onOpen: (details: { url: string }) => unknown = () => null
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: typeof onOpen) => {
      onOpen = handler
    },
  })
  const openExternal = (url: string): Promise<void> => {
    opened.push(url)
    return url.includes('fails') ? Promise.reject(new Error('no browser')) : Promise.resolve()
  }
  guardNavigation(app as never, { openExternal } as never)
  app.emit('web-contents-created', {}, contents)
  const forbids = (moment: string, url: string): boolean => {
    let prevented = false
    const preventDefault = (): void => {
      prevented = true
    }
    contents.emit(moment, { url, preventDefault })
    return prevented
  }
  return { opened, forbids, open: (url: string) => onOpen({ url }) }
}

function permissions() {
  const handlers = new Map<string, Handler>()
  const keep = (name: string) => (handler: Handler) => handlers.set(name, handler)
  guardPermissions({
    setPermissionRequestHandler: keep('request'),
    setPermissionCheckHandler: keep('check'),
    setDevicePermissionHandler: keep('device'),
  } as never)
  return {
    asked: (permission: string, requestingUrl: string, isMainFrame: boolean): unknown => {
      let answer: unknown
      handlers.get('request')?.({}, permission, (given: unknown) => (answer = given), { requestingUrl, isMainFrame })
      return answer
    },
    checked: (permission: string, origin: string, isMainFrame: boolean): unknown =>
      handlers.get('check')?.({}, permission, origin, { isMainFrame }),
    device: (): unknown => handlers.get('device')?.({}),
  }
}

describe("the console's origin", () => {
  it.each(['countersign://console', CONSOLE, 'countersign://console/#/tasks/x', 'COUNTERSIGN://console/index.html'])(
    'is that of %s',
    (address) => expect(isConsoleUrl(address)).toBe(true),
  )
  it.each([
    'https://console/',
    'http://127.0.0.1:8787/',
    'countersign://console.example.org/',
    'countersign://console:80/',
    'countersign://x@console/',
    'countersign:console',
    'countersign:///console',
    'file:///countersign://console/',
    'about:blank',
    '',
  ])('is not that of %j', (address) => expect(isConsoleUrl(address)).toBe(false))
})

describe('the window', () => {
  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('stays on the console at %s', (moment) => {
    const { forbids } = guarded()
    expect(forbids(moment, 'https://example.org/')).toBe(true)
    expect(forbids(moment, 'http://127.0.0.1:8787/')).toBe(true)
    expect(forbids(moment, 'file:///etc/passwd')).toBe(true)
    expect(forbids(moment, 'javascript:alert(1)')).toBe(true)
    expect(forbids(moment, CONSOLE)).toBe(false)
  })

  it('attaches no web view, not even to the console', () => {
    expect(guarded().forbids('will-attach-webview', CONSOLE)).toBe(true)
  })

  it('opens no second window, and hands https links to the browser', () => {
    const { open, opened } = guarded()
    for (const url of ['https://github.com/a/b/issues/1', 'http://example.org/', 'file:///etc/passwd', CONSOLE, 'x'])
      expect(open(url)).toEqual({ action: 'deny' })
    expect(opened).toEqual(['https://github.com/a/b/issues/1'])
  })

  it('outlives a browser that cannot be opened', async () => {
    expect(guarded().open('https://fails.example.org/')).toEqual({ action: 'deny' })
    await Promise.resolve()
  })

  it.each(['https://user:secret@example.org/', 'https:', 'javascript:https://x', 'smb://x/y', 'mailto:a@b', ''])(
    'hands %j to no other program',
    (address) => expect(isOutsideLink(address)).toBe(false),
  )
})

describe('permissions', () => {
  it('are denied to every page, the console included', () => {
    const { asked, checked, device } = permissions()
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'fullscreen',
      'usb',
    ]) {
      expect(asked(permission, CONSOLE, true)).toBe(false)
      expect(checked(permission, CONSOLE, true)).toBe(false)
    }
    expect(device()).toBe(false)
  })

  it("leave the console's own copy buttons working, and nobody else's", () => {
    const { asked, checked } = permissions()
    for (const may of [asked, checked]) {
      expect(may('clipboard-sanitized-write', CONSOLE, true)).toBe(true)
      expect(may('clipboard-sanitized-write', CONSOLE, false)).toBe(false)
      expect(may('clipboard-sanitized-write', 'https://example.org/', true)).toBe(false)
    }
  })
})
