import { describe, expect, test } from 'vitest'
import { type DesktopAtHome, makeHome, startAtHome } from '../support/desktop-at-home.ts'
import type { DesktopPage } from '../support/desktop-world.ts'
import { PATIENT } from '../support/launch-desktop.ts'

const WITH_TRAY = { tray: true, flags: [] }
const APPROVAL = 'ap-0123456789abcdef'

/** Listens in the page, beside the console itself. Returns what was heard so far. */
async function listen({ desktop }: DesktopAtHome): Promise<() => Promise<unknown[]>> {
  await desktop.page.evaluate(() => {
    const page = window as unknown as DesktopPage & { countersign: { onDeepLink(heard: (to: unknown) => void): void } }
    const heard: unknown[] = []
    page.seen = { heard }
    page.countersign.onDeepLink((target) => heard.push(target))
  })
  return () => desktop.page.evaluate(() => (window as unknown as DesktopPage).seen['heard'] ?? [])
}

describe('a link from outside', () => {
  test('comes with a second start or from the system, shows the window, and tells the page which item', async () => {
    const app = await startAtHome(await makeHome(), WITH_TRAY)
    const heard = await listen(app)
    await app.desktop.strings.closeWindow()
    await expect.poll(app.isVisible, PATIENT).toBe(false)
    await app.desktop.strings.secondStart(['countersign', '--some-switch', 'countersign://task/abc123'])
    await expect.poll(heard, PATIENT).toEqual([{ page: 'task', id: 'abc123' }])
    expect(await app.isVisible()).toBe(true)
    await app.desktop.strings.openUrl(`countersign://approval/${APPROVAL}`)
    await expect.poll(heard, PATIENT).toEqual([
      { page: 'task', id: 'abc123' },
      { page: 'approval', id: APPROVAL },
    ])
  })

  test('that started the app is followed once the page is there', async () => {
    const home = await makeHome()
    const first = await startAtHome(home, WITH_TRAY)
    const id = await first.createTask('Opened from a mail')
    expect(await first.desktop.quit()).toBe(0)
    const app = await startAtHome(home, { tray: true, flags: [`countersign://task/${id}`] })
    await app.desktop.page.getByRole('heading', { name: 'Opened from a mail' }).waitFor()
  })

  test('decides nothing: the task that it opens is as it was', async () => {
    const app = await startAtHome(await makeHome(), WITH_TRAY)
    const heard = await listen(app)
    const id = await app.createTask('Not by a link')
    await app.desktop.strings.secondStart(['countersign', `countersign://task/${id}`])
    await expect.poll(heard, PATIENT).toHaveLength(1)
    for (const wish of [`countersign://task/${id}/approve`, `countersign://task/${id}?decision=approve`])
      await app.desktop.strings.openUrl(wish)
    await expect.poll(() => app.lines('desktop_attempt_refused').length, PATIENT).toBeGreaterThan(0)
    expect((await app.ask('GET', `/api/tasks/${id}`, null)).status).toBe('pending')
    expect(app.lines('task_approved')).toEqual([])
    expect(await heard()).toHaveLength(1)
  })

  test('that leads nowhere shows the window and a message, goes nowhere, and is in the log, made harmless', async () => {
    const app = await startAtHome(await makeHome(), WITH_TRAY)
    const heard = await listen(app)
    const address = () =>
      app.desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())
    const before = await address()
    await app.desktop.strings.secondStart(['countersign', 'countersign://console/..%2f\u202Eapi/tasks'])
    await expect.poll(() => app.desktop.strings.recorded('messageBox'), PATIENT).toHaveLength(1)
    expect((await app.desktop.strings.recorded('messageBox'))[0]).toMatchObject({ message: 'This link leads nowhere' })
    await expect.poll(() => app.lines('desktop_attempt_refused').length, PATIENT).toBe(1)
    const [line] = app.lines('desktop_attempt_refused')
    expect(line?.data).toMatchObject({ attempt: 'deep_link', count: 1 })
    expect(line?.data['detail']).toMatch(/^countersign:\/\/console\/[\x20-\x7e]*api\/tasks$/)
    expect(await address()).toBe(before)
    expect(await heard()).toEqual([])
  })

  test('does not make this app the program for such links as long as it is no installed one', async () => {
    const { desktop } = await startAtHome(await makeHome(), WITH_TRAY)
    expect(await desktop.strings.recorded('protocol client')).toEqual([])
  })
})
