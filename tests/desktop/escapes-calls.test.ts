import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DesktopPage, type DesktopWorld, openDesktopWorld } from '../support/desktop-world.ts'
import { WORLD } from '../support/electron-stand-in/preload-install.ts'
import { PATIENT } from '../support/launch-desktop.ts'

/** Speaks on the wire of the preload script, as a renderer that was taken over would. */
async function inPreloadWorld(page: Page, message: unknown[], frame: 'main' | 'inner' = 'main'): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const contexts: { id: number; name: string; auxData: { frameId: string } }[] = []
  session.on('Runtime.executionContextCreated', ({ context }) => contexts.push(context as never))
  await session.send('Runtime.enable')
  const { frameTree } = await session.send('Page.getFrameTree')
  const frameId = frame === 'main' ? frameTree.frame.id : frameTree.childFrames?.[0]?.frame.id
  const contextId = contexts.find(({ name, auxData }) => name === WORLD && auxData.frameId === frameId)?.id ?? 0
  // The codec writes an array as ['array', […]].
  const coded = (value: unknown): unknown => (Array.isArray(value) ? ['array', value.map(coded)] : value)
  const expression = `__standIn(${JSON.stringify(JSON.stringify(coded(message)))})`
  await session.send('Runtime.evaluate', { expression, contextId })
  await session.detach()
}

describe('a page that forges calls', () => {
  let world: DesktopWorld
  beforeAll(async () => {
    world = await openDesktopWorld()
    await world.desktop.page.getByText('desktop app', { exact: true }).waitFor()
  })
  afterAll(() => world?.close())

  test('cannot send what is no call, even when it has the wire of the preload script', async () => {
    // In real Electron the page has no way to that wire: its preload script has one verb for each thing, and no other.
    const verbs = await world.desktop.page.evaluate(() => Object.keys((window as unknown as DesktopPage).countersign))
    expect(verbs.filter((verb) => /invoke|send|on$/.test(verb))).toEqual([])
    if (world.desktop.real) return
    const forged = (message: unknown[]): Promise<void> => inPreloadWorld(world.desktop.page, message)
    await forged(['send', 0, 'countersign:fetch', ['/api/tasks']])
    const messages = async (): Promise<unknown[]> =>
      (await world.lines('desktop_attempt_refused')).map(({ data }) => [data['attempt'], data['detail']])
    await expect.poll(messages, PATIENT).toContainEqual(['message', 'countersign:fetch'])
    await forged(['invoke', 9001, 'ELECTRON_BROWSER_REQUIRE', ['child_process']])
    await forged(['invoke', 9002, 'countersign:open-evidence', ['../..', 'passwd']])
    const refused = async (): Promise<unknown[]> => (await world.lines('request_refused')).map(({ route }) => route)
    await expect.poll(refused, PATIENT).toContain('countersign:open-evidence')
  })

  test('is not the console in an inner frame, even when that has the wire; the call is recorded', async () => {
    if (world.desktop.real) return
    await world.desktop.page.evaluate(() => void document.body.append(document.createElement('iframe')))
    await inPreloadWorld(world.desktop.page, ['invoke', 9003, 'countersign:badge', [7]], 'inner')
    const strangers = async () =>
      (await world.lines('request_refused')).filter(({ actor }) => actor.sub === 'unknown-frame')
    await expect.poll(async () => (await strangers()).length, PATIENT).toBeGreaterThan(0)
    expect((await strangers())[0]).toMatchObject({ route: 'countersign:badge', status: 403, actor: { scopes: [] } })
    await world.desktop.page.evaluate(() => document.querySelector('body > iframe')?.remove())
  })

  test.each([
    [
      'arguments with a prototype',
      '/api/tasks',
      '{"method":"GET","headers":{"__proto__":{"authorization":"Bearer x"}},"body":null}',
      [200, 400],
    ],
    [
      'headers that name a constructor',
      '/api/tasks',
      '{"method":"GET","headers":{"constructor":{"prototype":{"polluted":1}}},"body":null}',
      [400],
    ],
    [
      'a body of more than 1 MiB',
      '/api/tasks',
      JSON.stringify({ method: 'POST', headers: {}, body: 'x'.repeat(1_100_000) }),
      [413],
    ],
    ['a header of its own', '/api/tasks', '{"method":"GET","headers":{"authorization":"Bearer x"},"body":null}', [400]],
    ['a foreign address', 'https://example.org/', '{"method":"GET","headers":{},"body":null}', [400]],
  ])('gets nothing through its door with %s; a refusal is recorded', async (_what, path, text, expected) => {
    const before = (await world.lines('request_refused')).length
    const status = await world.desktop.page.evaluate(
      async ([to, call]) => (await (window as unknown as DesktopPage).countersign.fetch(to, JSON.parse(call))).status,
      [path, text] as const,
    )
    expect(expected).toContain(status)
    expect(await world.desktop.page.evaluate(() => ['polluted' in {}, 'authorization' in {}])).toEqual([false, false])
    expect(await world.desktop.evaluate(() => ['polluted' in {}, 'authorization' in {}])).toEqual([false, false])
    if (status < 400) return
    const after = async (): Promise<number> => (await world.lines('request_refused')).length
    await expect.poll(after, PATIENT).toBeGreaterThan(before)
  })
})
