import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CONSOLE_CSP } from '../../main/http/guards.ts'
import { type DesktopPage, type DesktopWorld, openDesktopWorld } from '../support/desktop-world.ts'
import { PATIENT } from '../support/launch-desktop.ts'
import { windowOptions } from '../support/window-options.ts'

const REPOSITORY = join(import.meta.dirname, '../..')
const fileOf = (path: string): string => readFileSync(join(REPOSITORY, path), 'utf8')

type Verb = (...args: unknown[]) => Promise<{ status: number }>

/** https://www.electronjs.org/docs/latest/tutorial/security, by its numbers. */
describe("Electron's checklist", () => {
  const preferences = windowOptions().webPreferences
  let world: DesktopWorld
  beforeAll(async () => {
    world = await openDesktopWorld()
    await world.desktop.page.getByText('desktop app', { exact: true }).waitFor()
  })
  afterAll(() => world?.close())

  async function attempts(kind: string): Promise<string> {
    const lines = await world.lines('desktop_attempt_refused')
    return lines.flatMap(({ data }) => (data['attempt'] === kind ? [String(data['detail'])] : [])).join(' ')
  }

  test('1: the window loads secure content only: its own scheme, and nothing over the network', async () => {
    const origin = await world.desktop.page.evaluate(() => [window.isSecureContext, location.protocol])
    expect(origin).toEqual([true, world.desktop.real ? 'countersign:' : 'https:'])
    // Not even the app itself can show something else in it.
    const load = (address: string): Promise<string | undefined> =>
      world.desktop.evaluate(
        ({ BrowserWindow }, to) =>
          BrowserWindow.getAllWindows()[0]
            ?.loadURL(to)
            .then(
              () => 'loaded',
              () => 'refused',
            ),
        address,
      )
    expect(await load(`${world.url}/`)).toBe('refused')
    // The browser may still be showing that it was refused.
    await expect.poll(() => load('countersign://console/'), PATIENT).toBe('loaded')
    await world.desktop.page.getByText('desktop app', { exact: true }).waitFor()
    await expect.poll(() => attempts('network'), PATIENT).toContain(`mainFrame ${world.url}/`)
  })

  test('2: the page has no Node', async () => {
    const { nodeIntegration, nodeIntegrationInWorker, nodeIntegrationInSubFrames } = preferences ?? {}
    expect([nodeIntegration, nodeIntegrationInWorker, nodeIntegrationInSubFrames]).toEqual([false, false, false])
    const found = await world.desktop.page.evaluate(() => ['require', 'process', 'Buffer'].filter((it) => it in window))
    expect(found).toEqual([])
  })

  test('3: the preload script has a world of its own', async () => {
    expect(preferences?.contextIsolation).toBe(true)
    const shared = await world.desktop.page.evaluate(() => {
      const { countersign } = window as unknown as DesktopPage
      return [Object.isFrozen(countersign), 'ipcRenderer' in window, 'contextBridge' in window]
    })
    expect(shared).toEqual([true, false, false])
  })

  test('4: the page runs in a sandbox, for which its preload script is one file that requires electron alone', () => {
    expect(preferences?.sandbox).toBe(true)
    const preload = fileOf('out/preload/index.cjs')
    expect([...preload.matchAll(/\brequire\(([^)]*)\)/g)].map(([, name]) => name)).toEqual(['"electron"'])
    expect(preload).not.toMatch(/^\s*(import|export)\b/m)
  })

  test('5: every permission is denied, but that of writing text to the clipboard', async () => {
    const states = await world.desktop.page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'] as never[]
      return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state))
    })
    expect(states).toEqual(states.map(() => 'denied'))
  })

  test('6: the same-origin rule is on', async () => {
    expect(preferences?.webSecurity).toBe(true)
    const read = await world.desktop.page.evaluate(
      (url) => fetch(`${url}/health`).then(String, (error: Error) => error.name),
      world.url,
    )
    expect(read).toBe('TypeError')
  })

  test('7: a policy allows the console what is its own, and nothing else', async () => {
    const policy = await world.desktop.page.evaluate(async () =>
      (await fetch('/')).headers.get('content-security-policy'),
    )
    expect(policy).toBe(CONSOLE_CSP)
    expect(CONSOLE_CSP).toMatch(/^default-src 'none'; script-src 'self';/)
    expect(CONSOLE_CSP).not.toMatch(/unsafe|https?:|\*/)
  })

  test('8: nothing insecure runs in the secure page', () => {
    expect(preferences?.allowRunningInsecureContent).toBe(false)
  })

  test('9: experimental features are off', () => {
    expect(preferences?.experimentalFeatures ?? false).toBe(false)
    expect(fileOf('main/electron.ts')).not.toMatch(/appendSwitch/)
  })

  test('10: no feature of Blink is switched on', () => {
    expect(preferences?.enableBlinkFeatures).toBeUndefined()
  })

  test('11: a web view cannot be, so none may open windows', async () => {
    expect(preferences?.webviewTag).toBe(false)
    const view = await world.desktop.page.evaluate(() => {
      const made = document.createElement('webview')
      made.setAttribute('allowpopups', '')
      document.body.append(made)
      const found = made instanceof HTMLUnknownElement || !('getWebContentsId' in made)
      made.remove()
      return found
    })
    expect(view).toBe(true)
  })

  test('12: should a web view come to be, it is not attached; it is recorded', async () => {
    const refused = await world.desktop.evaluate(({ BrowserWindow }) => {
      let prevented = false
      const event = {
        preventDefault: () => {
          prevented = true
        },
      }
      const [window] = BrowserWindow.getAllWindows()
      window?.webContents.emit('will-attach-webview', event, {}, { src: 'https://example.org/view' })
      return prevented
    })
    expect(refused).toBe(true)
    await expect.poll(() => attempts('web_view'), PATIENT).toContain('https://example.org/view')
  })

  test('13: the page stays where it is; it is recorded', async () => {
    await world.desktop.page.evaluate(() => void setTimeout(() => location.assign('https://example.org/13')))
    await expect.poll(() => attempts('navigation'), PATIENT).toContain('https://example.org/13')
    expect((await world.ask('/api/session')).status).toBe(200)
  })

  test('14: no second window opens; it is recorded', async () => {
    await world.desktop.page.evaluate(() => void window.open('ftp://example.org/14'))
    await expect.poll(() => attempts('new_window'), PATIENT).toContain('ftp://example.org/14')
    expect(await world.desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  test('15: the system opens no address of the page but https, and none with credentials', async () => {
    await world.desktop.evaluate(({ shell, dialog }) => {
      const outside: string[] = []
      Object.assign(globalThis, { outside })
      dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false })
      shell.openExternal = async (address) => void outside.push(address)
    })
    const addresses = [
      'smb://x/y',
      'https://u:p@example.org/',
      'vscode://x',
      'mailto:a@example.org',
      'https://example.org/15',
    ]
    for (const address of addresses) await world.desktop.page.evaluate((to) => void window.open(to), address)
    const outside = (): Promise<unknown> =>
      world.desktop.evaluate(() => (globalThis as unknown as { outside: unknown }).outside)
    await expect.poll(outside, PATIENT).toEqual(['https://example.org/15'])
  })

  test('16: Electron is a current version, and exactly one', () => {
    const { devDependencies } = JSON.parse(fileOf('package.json')) as { devDependencies: Record<string, string> }
    expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/)
    expect(Number.parseInt(devDependencies['electron'] ?? '', 10)).toBeGreaterThanOrEqual(45)
  })

  test('17: every verb asks who calls: the same page at another origin is refused, and recorded', async () => {
    // The window has no network, so the test gives it one.
    await world.desktop.evaluate(async ({ session }) => {
      session.defaultSession.webRequest.onBeforeRequest(null)
      await session.defaultSession.setProxy({ mode: 'direct' })
    })
    await world.desktop.load(`${world.url}/`)
    const answers = await world.desktop.page.evaluate(async () => {
      const { countersign } = window as unknown as DesktopPage & { countersign: Record<string, Verb> }
      const get = { method: 'GET', headers: {}, body: null }
      const calls: [string, ...unknown[]][] = [
        ['fetch', '/api/tasks', get],
        ['openEvidence', 'c1', 'p1'],
        ['chooseCaptureSource', null],
        ['setBadge', 7],
        ['zoom', 'in'],
      ]
      const statuses = await Promise.all(
        calls.map(async ([verb, ...args]) => (await countersign[verb]?.(...args))?.status),
      )
      const state = await new Promise<string>((done) => countersign.subscribe(null, () => done('an event'), done))
      return [...statuses, state]
    })
    await world.desktop.load('countersign://console/')
    expect(answers).toEqual([403, 403, 403, 403, 403, 'closed'])
    const strangers = async (): Promise<unknown[]> =>
      (await world.lines('request_refused')).flatMap(({ actor, route }) => (actor.scopes.length === 0 ? [route] : []))
    const routes = ['fetch', 'open-evidence', 'capture-source', 'badge', 'zoom', 'subscribe']
    await expect.poll(strangers, PATIENT).toEqual(expect.arrayContaining(routes.map((name) => `countersign:${name}`)))
  })

  test('18: no page of the app comes from file:', async () => {
    expect(
      await world.desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL()),
    ).toMatch(/^countersign:\/\/console\//)
    expect(fileOf('out/main/electron.js')).not.toMatch(/\bloadFile\(/)
  })

  test('20: the page is given named verbs, and no event, channel or object of Electron', async () => {
    const given = await world.desktop.page.evaluate(() =>
      Object.entries((window as unknown as DesktopPage).countersign).map(([name, value]) => `${name}: ${typeof value}`),
    )
    expect(given.toSorted()).toEqual([
      'chooseCaptureSource: function',
      'fetch: function',
      'kind: string',
      'onDeepLink: function',
      'openEvidence: function',
      'setBadge: function',
      'subscribe: function',
      'zoom: function',
    ])
  })
})
