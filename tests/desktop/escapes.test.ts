import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DesktopWorld, openDesktopWorld } from '../support/desktop-world.ts'
import { append, ESCAPES } from '../support/escape-attempts.ts'
import { PATIENT } from '../support/launch-desktop.ts'

const CONSOLE = 'countersign://console'
describe('a page that wants out', () => {
  let world: DesktopWorld
  let server: Server
  let other: string
  const heard: string[] = []

  beforeAll(async () => {
    server = createServer((request, response) => {
      heard.push(`${request.method} ${request.url}`)
      response.setHeader('access-control-allow-origin', '*').end('')
    })
    server.on('upgrade', (request) => heard.push(`upgrade ${request.url}`))
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    other = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    world = await openDesktopWorld()
    await world.desktop.page.getByText('desktop app', { exact: true }).waitFor()
  })
  afterAll(async () => {
    await world?.close()
    server?.close()
  })

  /** How often something of this kind was refused whose words contain `words`. */
  async function refusals(kind: string, words: string): Promise<number> {
    const lines = await world.lines('desktop_attempt_refused')
    return lines.filter(({ data }) => data['attempt'] === kind && String(data['detail']).includes(words)).length
  }
  /** The page calls its own scheme by another name in the stand-in. */
  const filled = (text: string): string =>
    text
      .replaceAll(
        'OWN_OTHER',
        world.desktop.real ? 'countersign://other/' : 'https://other.countersign.stand-in.invalid/',
      )
      .replaceAll('OTHER', other)

  test.each(ESCAPES)('cannot %s; it is refused and recorded', async (_what, code, becomes, kind, words) => {
    const before = await refusals(kind, filled(words))
    // No other document has it, not even the console's own when it is loaded anew.
    await world.desktop.page.evaluate((mark) => Object.assign(window, { mark }), words)
    expect(await world.desktop.page.evaluate(filled(code))).toEqual(becomes)
    // Whoever refuses writes the line: once it is there, nothing of the attempt is still to come.
    await expect.poll(() => refusals(kind, filled(words)), PATIENT).toBeGreaterThan(before)
    expect(await world.desktop.page.evaluate(() => ['ran' in window, Reflect.get(window, 'mark')])).toEqual([
      false,
      words,
    ])
    expect(heard.splice(0)).toEqual([])
    expect((await world.ask('/api/session')).status).toBe(200)
  })

  test.each([
    ['notifications', `Notification.requestPermission()`, 'denied'],
    [
      'geolocation',
      `new Promise((done) => navigator.geolocation.getCurrentPosition(() => done('here'), ({ code }) => done(code)))`,
      1,
    ],
    [
      'media',
      `navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'seen', ({ name }) => name)`,
      expect.stringMatching(/^Not/),
    ],
    ['clipboard-read', `navigator.clipboard.readText().then(() => 'read', ({ name }) => name)`, 'NotAllowedError'],
  ])('is given no permission: %s; it is recorded', async (name, code, becomes) => {
    expect(await world.desktop.page.evaluate(code)).toEqual(becomes)
    // The stand-in lets the browser refuse by the answer to the check; what a request says is asked for here.
    if (!world.desktop.real) {
      const strings = (module: object, permission: string): unknown =>
        (module as { strings: { askPermission(of: string, main: boolean): unknown } }).strings.askPermission(
          permission,
          true,
        )
      expect(await world.desktop.evaluate(strings as never, name)).toBe(false)
    }
    await expect.poll(() => refusals('permission', `${name} for ${CONSOLE}`), PATIENT).toBeGreaterThan(0)
  })

  test('cannot rewrite its address to that of another host', async () => {
    const tried = (address: string): Promise<string> =>
      world.desktop.page.evaluate((to) => {
        try {
          history.pushState(null, '', to)
          return 'rewritten'
        } catch (error) {
          return (error as Error).name
        }
      }, filled(address))
    expect([await tried('OWN_OTHER'), await tried('https://example.org/')]).toEqual(['SecurityError', 'SecurityError'])
  })

  test('cannot be made to show what is dropped on it; the drop is recorded', async () => {
    const session = await world.desktop.page.context().newCDPSession(world.desktop.page)
    const item = { mimeType: 'text/uri-list', data: 'https://example.org/' }
    const data = { items: [item], dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data })
    await expect.poll(() => refusals('drop', 'a link'), PATIENT).toBe(1)
    expect((await world.ask('/api/session')).status).toBe(200)
  })

  test('cannot make the app believe in a violation that it made up', async () => {
    await world.desktop.page.evaluate(() => {
      const init = { effectiveDirective: 'img-src', blockedURI: 'https://made-up.example/' } as never
      document.dispatchEvent(new SecurityPolicyViolationEvent('securitypolicyviolation', init))
    })
    await world.desktop.page.evaluate(filled(append('img', `src: 'OTHER/after'`)))
    await expect.poll(() => refusals('policy', `img-src ${other}/after`), PATIENT).toBe(1)
    expect(await refusals('policy', 'made-up')).toBe(0)
  })

  test('cannot flood the log: a thousand tries are counted in a few lines', async () => {
    const floods = async () =>
      (await world.lines('desktop_attempt_refused')).filter(({ data }) => String(data['detail']).includes('flood'))
    await world.desktop.page.evaluate(() => {
      for (let n = 0; n < 1000; n++) new Image().src = `https://flood.invalid/${n}`
    })
    // The preload script tells at most twenty a second, and the app joins what it is told.
    const counted = async (): Promise<number> =>
      (await floods()).reduce((sum, { data }) => sum + Number(data['count']), 0)
    await expect.poll(counted, PATIENT).toBeGreaterThanOrEqual(10)
    expect((await floods()).length).toBeLessThan(10)
  })
})
