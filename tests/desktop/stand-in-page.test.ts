import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { MainModule } from '../support/electron-stand-in/main-module.ts'
import { type Desktop, launchStandIn, PATIENT } from '../support/launch-desktop.ts'
import { FIXTURE } from '../support/stand-in-fixture.ts'

// biome-ignore lint/suspicious/noExplicitAny: what the fixture's page and process keep for the test
type Kept = any

describe('a page in the stand-in', () => {
  let desktop: Desktop
  beforeAll(async () => {
    desktop = await launchStandIn(FIXTURE)
  })
  afterAll(() => desktop?.close())
  const kept = (): Promise<Kept> => desktop.evaluate(() => (globalThis as Kept).kept)
  const width = (): Promise<number> => desktop.page.evaluate(() => innerWidth)

  test('is laid out anew when it is zoomed, and when its window is resized', async () => {
    const zoom = (factor: number): Promise<void> =>
      desktop.evaluate(
        ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(to),
        factor,
      ) as Promise<void>
    expect(await width()).toBe(800)
    await zoom(2)
    await expect.poll(width, PATIENT).toBe(400)
    expect(await desktop.page.evaluate(() => devicePixelRatio)).toBe(2)
    await desktop.strings.moveWindow({ width: 1000 })
    await expect.poll(width, PATIENT).toBe(500)
    await zoom(1)
    await expect.poll(width, PATIENT).toBe(1000)
  })

  test('shows the colours that the app or the system chooses', async () => {
    const dark = (): Promise<boolean> => desktop.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
    expect(await dark()).toBe(false)
    await desktop.strings.theme('dark')
    await expect.poll(dark, PATIENT).toBe(true)
    await desktop.evaluate(({ nativeTheme }) => void Object.assign(nativeTheme, { themeSource: 'light' }))
    await expect.poll(dark, PATIENT).toBe(false)
  })

  test('tells its window each new title', async () => {
    const title = ({ BrowserWindow }: MainModule) => BrowserWindow.getAllWindows()[0]?.getTitle()
    await desktop.page.evaluate(() => {
      document.title = '(3) waiting'
    })
    await expect.poll(() => desktop.evaluate(title), PATIENT).toBe('(3) waiting')
  })

  test('is told what the app says to each of its requests, before the network is', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.setHeader('access-control-allow-origin', '*').end('reached')
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const get = (path: string): Promise<string> =>
      desktop.page.evaluate(
        (to) =>
          fetch(to).then(
            (reply) => reply.text(),
            (error: Error) => error.message,
          ),
        `${address}${path}`,
      )
    expect(await get('/before')).toBe('reached')
    await desktop.evaluate(({ session }) => {
      const seen: unknown[] = []
      Object.assign(globalThis, { kept: seen })
      session.defaultSession.webRequest.onBeforeRequest(({ url, resourceType }, answer) => {
        seen.push([new URL(url).pathname, resourceType])
        answer({ cancel: url.startsWith('http:') })
      })
    })
    expect(await get('/after')).toBe('Failed to fetch')
    expect(await kept()).toEqual([['/after', 'xhr']])
    await desktop.page.evaluate((to) => {
      const frame = document.createElement('iframe')
      frame.src = to
      document.body.append(frame)
    }, `${address}/frame`)
    await expect.poll(kept, PATIENT).toContainEqual(['/frame', 'subFrame'])
    expect(asked).toEqual(['/before'])
  })

  test('is granted by the browser what the check handler grants, and nothing else', async () => {
    const state = (name: string): Promise<string> =>
      desktop.page.evaluate(
        async (of) => (await navigator.permissions.query({ name: of as PermissionName })).state,
        name,
      )
    expect([await state('geolocation'), await state('notifications')]).toEqual(['granted', 'granted'])
    await desktop.evaluate(({ session }) => {
      session.defaultSession.setPermissionCheckHandler((_contents, name) => name === 'notifications')
      session.defaultSession.setPermissionRequestHandler((_contents, name, answer) => answer(name === 'midi'))
    })
    await desktop.load('fixture://home/')
    expect([await state('geolocation'), await state('notifications')]).toEqual(['denied', 'granted'])
    const why = await desktop.page.evaluate(
      () =>
        new Promise((resolve) =>
          navigator.geolocation.getCurrentPosition(
            () => resolve('a place'),
            ({ code }) => resolve(code),
          ),
        ),
    )
    expect(why).toBe(1)
    expect([
      await desktop.strings.askPermission('midi', true),
      await desktop.strings.askPermission('hid', true),
    ]).toEqual([true, false])
  })

  test('saves a file only when the app lets it', async () => {
    const save = (name: string): Promise<void> =>
      desktop.page.evaluate((file) => {
        const link = document.createElement('a')
        link.href = URL.createObjectURL(new Blob(['x']))
        link.download = file
        link.click()
      }, name)
    const ends = async (): Promise<unknown[]> =>
      ((await desktop.strings.recorded('download')) as Kept[]).map(({ name, end }) => [name, end])
    await save('first.txt')
    await expect.poll(ends, PATIENT).toEqual([['first.txt', 'completed']])
    await desktop.evaluate(({ session }) =>
      session.defaultSession.on('will-download', (event, item) => {
        Object.assign(globalThis, { kept: item.getURL() })
        event.preventDefault()
      }),
    )
    await save('second.txt')
    await expect.poll(async () => (await ends()).at(-1), PATIENT).toEqual(['second.txt', 'cancelled'])
    expect(await kept()).toMatch(/^blob:fixture:\/\/home\//)
  })

  test('loses its renderer, and lives again once the app loads it anew', async () => {
    await desktop.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      window?.webContents.on('render-process-gone', (_event, { reason }) =>
        Object.assign(globalThis, { kept: [reason, window.webContents.isCrashed()] }),
      )
    })
    await desktop.strings.crash()
    await expect.poll(kept, PATIENT).toEqual(['crashed', true])
    await desktop.evaluate(({ BrowserWindow }) => void BrowserWindow.getAllWindows()[0]?.webContents.reload())
    const page = await desktop.shownPage()
    expect(page).not.toBe(desktop.page)
    await page.waitForLoadState()
    expect(await page.evaluate(() => (window as Kept).api.echo('alive'))).toBe('alive')
    expect(await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })
})
