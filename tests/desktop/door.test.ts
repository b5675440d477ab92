import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DesktopPage, type DesktopWorld, openDesktopWorld } from '../support/desktop-world.ts'
import { PATIENT } from '../support/launch-desktop.ts'

type Reply = { status: number; body: string }
/** The members of the door that the console's own calls do not show. */
interface Door {
  chooseCaptureSource(id: unknown): Promise<Reply>
  setBadge(count: unknown): Promise<Reply>
  zoom(step: unknown): Promise<Reply>
  onDeepLink(callback: (target: unknown) => void): () => void
}
type DoorPage = DesktopPage & { countersign: Door; targets: unknown[]; off: () => void }

describe("the desktop's verbs in the window", () => {
  let world: DesktopWorld
  beforeAll(async () => {
    world = await openDesktopWorld()
    await world.desktop.page.getByText('desktop app', { exact: true }).waitFor()
  })
  afterAll(() => world?.close())

  const call = (verb: 'chooseCaptureSource' | 'setBadge' | 'zoom', argument: unknown): Promise<Reply> =>
    world.desktop.page.evaluate(([name, value]) => (window as unknown as DoorPage).countersign[name](value), [
      verb,
      argument,
    ] as const)
  const push = (target: object): Promise<void> =>
    world.desktop.evaluate(({ BrowserWindow }, it) => {
      BrowserWindow.getAllWindows()[0]?.webContents.send('countersign:deep-link', it)
    }, target)
  const targets = (): Promise<unknown[]> => world.desktop.page.evaluate(() => (window as unknown as DoorPage).targets)

  test('screens and windows are listed with small pictures, and one of them is remembered and recorded', async () => {
    const listed = await call('chooseCaptureSource', null)
    expect(listed.status).toBe(200)
    const sources = JSON.parse(listed.body) as { id: string; kind: string; thumbnail: string | null }[]
    expect(sources.length).toBeGreaterThan(0)
    for (const { kind, thumbnail } of sources) {
      expect(['screen', 'window']).toContain(kind)
      expect(thumbnail ?? 'data:image/png;base64,').toMatch(/^data:image\/png;base64,/)
    }
    const id = sources[0]?.id
    expect((await call('chooseCaptureSource', id)).status).toBe(204)
    const lines = (): Promise<unknown> =>
      world.lines('capture_source_chosen').then((all) => all.map(({ data }) => data))
    await expect.poll(lines, PATIENT).toEqual([{ source_id: id, kind: sources[0]?.kind }])
    expect((await call('chooseCaptureSource', 'screen:99:0')).status).toBe(400)
  })

  test('the count at the icon is what the page says, and no nonsense', async () => {
    expect([(await call('setBadge', 4)).status, (await call('setBadge', -1)).status]).toEqual([204, 400])
    if (world.desktop.real) return
    expect(await world.desktop.evaluate(({ app }) => app.getBadgeCount())).toBe(4)
  })

  test('the page grows and shrinks in steps', async () => {
    const factor = (): Promise<number | undefined> =>
      world.desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor())
    expect((await call('zoom', 'in')).status).toBe(204)
    expect(await factor()).toBeGreaterThan(1)
    expect((await call('zoom', 'reset')).status).toBe(204)
    expect(await factor()).toBe(1)
    expect((await call('zoom', 5)).status).toBe(400)
  })

  test('a place that the desktop wants to be shown is told to every listener, until it stops listening', async () => {
    await world.desktop.page.evaluate(() => {
      const page = window as unknown as DoorPage
      page.targets = []
      page.off = page.countersign.onDeepLink((target) => page.targets.push(target))
    })
    await push({ page: 'task', id: 'a-1' })
    await expect.poll(targets, PATIENT).toEqual([{ page: 'task', id: 'a-1' }])
    await world.desktop.page.evaluate(() => (window as unknown as DoorPage).off())
    await push({ page: 'task', id: 'a-2' })
    await world.ask('/health')
    expect(await targets()).toHaveLength(1)
  })
})
