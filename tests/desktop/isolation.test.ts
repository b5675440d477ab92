import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CONSOLE_CSP, SECURITY_HEADERS } from '../../main/http/guards.ts'
import { type DesktopPage, type DesktopWorld, openDesktopWorld } from '../support/desktop-world.ts'
import { PATIENT } from '../support/launch-desktop.ts'

const OUT_OF_REACH = [
  ...['require', 'process', 'module', 'exports', 'Buffer', 'global', 'setImmediate', '__dirname', '__filename'],
  ...['ipcRenderer', 'contextBridge', 'electron', 'electronBinding', '__standIn', '__standIn_in'],
]

describe('the page in the desktop window', () => {
  let world: DesktopWorld
  beforeAll(async () => {
    world = await openDesktopWorld()
    await world.desktop.page.getByText('desktop app', { exact: true }).waitFor()
  })
  afterAll(() => world?.close())

  test('reaches nothing of Node or Electron', async () => {
    const found = await world.desktop.page.evaluate(
      (names) => names.filter((name) => name in window || name in globalThis),
      OUT_OF_REACH,
    )
    expect(found).toEqual([])
    const escaped = await world.desktop.page.evaluate(() => {
      const { countersign } = window as unknown as DesktopPage
      try {
        return countersign.fetch.constructor('return typeof process')()
      } catch (error) {
        return (error as Error).name
      }
    })
    // Code from text is refused by the console's policy, save where a debugger is attached, as it is here.
    expect(['EvalError', 'undefined']).toContain(escaped)
  })

  test('finds eight things in its door and can change none of them', async () => {
    const after = await world.desktop.page.evaluate(() => {
      const page = window as unknown as DesktopPage & Record<string, unknown>
      const { fetch } = page.countersign
      const attempts = [
        () => Object.assign(page.countersign, { kind: 'http' }),
        () => Object.assign(page.countersign, { fetch: null }),
        () => Object.assign(page.countersign, { openEvidence: null }),
        () => Object.assign(page.countersign, { more: 1 }),
        () => Object.assign(page, { countersign: {} }),
        () => Object.defineProperty(page, 'countersign', { value: {} }),
        () => Reflect.deleteProperty(page, 'countersign'),
      ]
      for (const attempt of attempts) {
        try {
          attempt()
        } catch {
          // Refused loudly; the quiet refusals are seen below.
        }
      }
      const { countersign } = page
      return [
        Object.keys(countersign).toSorted(),
        countersign.kind,
        countersign.fetch === fetch,
        Object.isFrozen(countersign),
      ]
    })
    const verbs = ['chooseCaptureSource', 'fetch', 'onDeepLink', 'openEvidence', 'setBadge', 'subscribe', 'zoom']
    expect(after).toEqual([[...verbs, 'kind'].toSorted(), 'desktop', true, true])
  })

  test('gives its door to no inner frame', async () => {
    const kind = await world.desktop.page.evaluate(() => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      const inside = frame.contentWindow as unknown as { countersign?: unknown; require?: unknown } | null
      const found = [typeof inside?.countersign, typeof inside?.require]
      frame.remove()
      return found
    })
    expect(kind).toEqual(['undefined', 'undefined'])
  })

  test.each([
    ['a path outside the API', '/webhooks/github', {}, 400, 'validation_failed'],
    ['a path that climbs out', '/api/../webhooks/github', {}, 400, 'validation_failed'],
    ['a foreign address', 'https://example.org/api/tasks', {}, 400, 'validation_failed'],
    ['a header of its own', '/api/tasks', { headers: { authorization: 'Bearer x' } }, 400, 'validation_failed'],
    ['another method', '/api/tasks', { method: 'PATCH' }, 400, 'validation_failed'],
    ['more than 1 MiB', '/api/tasks', { method: 'POST', body: 'x'.repeat(1_048_577) }, 413, 'payload_too_large'],
    ['the event stream', '/api/events', {}, 406, 'socket_required'],
  ])('is answered with a problem when it asks for %s', async (_what, path, call, status, code) => {
    const answer = await world.ask(path, { method: 'GET', headers: {}, body: null, ...call })
    expect([answer.status, answer.data.error_code]).toEqual([status, code])
    expect(answer.data.remediation_hint).not.toBe('')
  })

  test('may do nothing when it is not the console, even when it looks like it', async () => {
    // The same files, over HTTP: another origin. The window has no network, so the test gives it one.
    await world.desktop.evaluate(async ({ session }) => {
      session.defaultSession.webRequest.onBeforeRequest(null)
      await session.defaultSession.setProxy({ mode: 'direct' })
    })
    await world.desktop.load(`${world.url}/`)
    const answer = await world.ask('/api/session')
    expect([answer.status, answer.data.error_code]).toEqual([403, 'origin_not_allowed'])
    const states = await world.desktop.page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          ;(window as unknown as DesktopPage).countersign.subscribe(null, () => resolve('an event'), resolve)
        }),
    )
    expect(states).toBe('closed')
    await world.desktop.load('countersign://console/')
    expect((await world.ask('/api/session')).status).toBe(200)
  })

  test('comes with the same policy and headers as over HTTP', async () => {
    const inWindow = await world.desktop.page.evaluate(async () => Object.fromEntries((await fetch('/')).headers))
    const overHttp = Object.fromEntries((await fetch(`${world.url}/`)).headers)
    expect(inWindow).toMatchObject({ ...SECURITY_HEADERS, 'content-security-policy': CONSOLE_CSP })
    for (const name of [...Object.keys(SECURITY_HEADERS), 'content-type', 'etag', 'cache-control'])
      expect([name, inWindow[name]]).toEqual([name, overHttp[name]])
  })

  test('has no second way to the API: its own scheme serves files, to be read only', async () => {
    const statuses = await world.desktop.page.evaluate(async () => {
      const ask = async (path: string, method: string) => (await fetch(path, { method })).status
      return [
        await ask('/api/tasks', 'GET'),
        await ask('/system/info', 'GET'),
        await ask('/', 'POST'),
        await ask('/api/session', 'POST'),
        await ask('/..%2f..%2fpackage.json', 'GET'),
        await ask('/../main/electron.js', 'GET'),
        await ask('/icon.svg', 'GET'),
      ]
    })
    expect(statuses).toEqual([403, 403, 405, 405, 404, 404, 200])
    const refused = async (): Promise<string> => {
      const calls = (await world.lines('request_refused')).map(({ route, status }) => `${route} ${status}`)
      const attempts = (await world.lines('desktop_attempt_refused')).map(({ data }) => String(data['detail']))
      return [...calls, ...attempts].join('\n')
    }
    for (const line of ['GET /api/tasks 403', 'GET /system/info 403', /\b404\b/, /POST countersign:.*\/api\/session/])
      await expect.poll(refused, PATIENT).toMatch(line)
  })

  test('runs no script that did not come with the console', async () => {
    const ran = await world.desktop.page.evaluate(async () => {
      const script = document.createElement('script')
      script.textContent = 'window.injected = true'
      document.body.append(script)
      const image = document.createElement('img')
      image.setAttribute('onerror', 'window.injected = true')
      const failed = new Promise((resolve) => image.addEventListener('error', resolve))
      image.src = '/nothing.png'
      document.body.append(image)
      await failed
      return 'injected' in window
    })
    expect(ran).toBe(false)
  })

  test('cannot leave the console', async () => {
    await world.desktop.evaluate(({ BrowserWindow }) => {
      const seen: unknown[] = []
      Object.assign(globalThis, { navigations: seen })
      BrowserWindow.getAllWindows()[0]?.webContents.on('will-frame-navigate', ({ url, defaultPrevented }) =>
        seen.push([url, defaultPrevented]),
      )
    })
    const seen = (): Promise<unknown> =>
      world.desktop.evaluate(() => (globalThis as unknown as { navigations: unknown[] }).navigations)
    for (const address of ['https://example.org/', `${world.url}/`]) {
      await world.desktop.page.evaluate((to) => {
        setTimeout(() => location.assign(to))
      }, address)
      await expect.poll(seen, PATIENT).toContainEqual([address, true])
    }
    expect((await world.ask('/api/session')).status).toBe(200)
  })

  test('opens no window; https links go to the browser when the operator agrees, others nowhere', async () => {
    await world.desktop.evaluate(({ shell, dialog }) => {
      const outside: string[] = []
      Object.assign(globalThis, { outside })
      dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false })
      shell.openExternal = async (address) => {
        outside.push(address)
      }
    })
    for (const address of ['http://example.org/a', 'file:///etc/passwd', 'https://example.org/b'])
      await world.desktop.page.evaluate((to) => {
        window.open(to)
      }, address)
    await expect
      .poll(() => world.desktop.evaluate(() => (globalThis as unknown as { outside: unknown }).outside), PATIENT)
      .toEqual(['https://example.org/b'])
    expect(await world.desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })
})
