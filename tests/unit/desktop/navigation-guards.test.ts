import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { isConsoleUrl } from '../../../main/electron/console-origin.ts'
import { guardNavigation } from '../../../main/electron/navigation-guards.ts'

const CONSOLE = 'countersign://console/'

/** A window's contents under guard, with what was opened outside. */
function guarded(isPackaged = true) {
  const app = Object.assign(new EventEmitter(), { isPackaged })
  const attempts: string[] = []
  let toolsClosed = 0
  const opened: string[] = []
  let onOpen: (details: { url: string }) => unknown = () => null
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: typeof onOpen) => {
      onOpen = handler
    },
    closeDevTools: () => {
      toolsClosed += 1
    },
  })
  const note = (attempt: string, detail: string): number => attempts.push(`${attempt} ${detail}`)
  guardNavigation({ app, openOutside: (url: string) => opened.push(url), attempts: { note } } as never)
  app.emit('web-contents-created', {}, contents)
  const forbids = (moment: string, url: string): boolean => {
    let prevented = false
    const preventDefault = (): void => {
      prevented = true
    }
    contents.emit(moment, { url, preventDefault }, {}, { src: url })
    return prevented
  }
  return {
    ...{ opened, forbids, attempts, contents, toolsClosed: () => toolsClosed },
    open: (url: string) => onOpen({ url }),
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
  it('closes when it is told to, whatever the page wants', () => {
    const { forbids } = guarded()
    // Forbidding the forbidding.
    expect(forbids('will-prevent-unload', '')).toBe(true)
  })

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('stays on the console at %s', (moment) => {
    const { forbids, attempts } = guarded()
    expect(forbids(moment, 'https://example.org/?token=hunter2')).toBe(true)
    expect(forbids(moment, 'http://127.0.0.1:8787/')).toBe(true)
    expect(forbids(moment, 'file:///etc/passwd')).toBe(true)
    expect(forbids(moment, 'javascript:alert(1)')).toBe(true)
    expect(forbids(moment, 'countersign://other/')).toBe(true)
    expect(forbids(moment, CONSOLE)).toBe(false)
    expect(attempts).toEqual([
      'navigation https://example.org/',
      'navigation http://127.0.0.1:8787/',
      'navigation file:///etc/passwd',
      'navigation javascript:',
      'navigation countersign://other/',
    ])
  })

  it('attaches no web view, not even to the console', () => {
    const { forbids, attempts } = guarded()
    expect(forbids('will-attach-webview', CONSOLE)).toBe(true)
    expect(attempts).toEqual(['web_view countersign://console/'])
  })

  it('opens no second window: what asks for one is a link that leads out, or nothing', () => {
    const { open, opened } = guarded()
    for (const url of ['https://github.com/a/b/issues/1', CONSOLE]) expect(open(url)).toEqual({ action: 'deny' })
    expect(opened).toEqual(['https://github.com/a/b/issues/1', CONSOLE])
  })

  it('records the navigations that Chromium itself refuses with words on the page’s console', () => {
    const { contents, attempts } = guarded()
    for (const message of [
      'Not allowed to load local resource: file:///etc/passwd',
      'Not allowed to navigate top frame to data URL: data:text/html,secret',
      'Hello: file:///etc/passwd',
    ])
      contents.emit('console-message', { message })
    expect(attempts).toEqual(['navigation file:///etc/passwd', 'navigation data:'])
  })

  it('hears no message that is not a call, and records its channel', () => {
    const { contents, attempts } = guarded()
    contents.emit('ipc-message', {}, 'countersign:fetch', '/api/tasks')
    contents.emit('ipc-message-sync', {}, 'ELECTRON_BROWSER_REQUIRE')
    expect(attempts).toEqual(['message countersign:fetch', 'message ELECTRON_BROWSER_REQUIRE'])
  })

  it.each([
    [true, 1, ['developer_tools opened']],
    [false, 0, []],
  ])('closes developer tools when packaged (%s)', (isPackaged, closed, expected) => {
    const { contents, attempts, toolsClosed } = guarded(isPackaged)
    contents.emit('devtools-opened')
    expect([toolsClosed(), attempts]).toEqual([closed, expected])
  })
})
