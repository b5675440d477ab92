import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type DesktopAtHome, makeHome, startAtHome } from '../support/desktop-at-home.ts'
import { PATIENT } from '../support/launch-desktop.ts'

const WITH_TRAY = { tray: true, flags: [] }

/** What the window is like now. */
const windowOf = ({ desktop }: DesktopAtHome) =>
  desktop.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    if (window === undefined) throw new Error('there is no window')
    return {
      bounds: window.getNormalBounds(),
      maximised: window.isMaximized(),
      zoom: window.webContents.getZoomFactor(),
      background: window.getBackgroundColor(),
      url: window.webContents.getURL(),
      visible: window.isVisible(),
    }
  })

describe('the window', () => {
  test('opens on the ground of its theme, follows the theme, and says in the log how long the start took', async () => {
    const app = await startAtHome(await makeHome(), WITH_TRAY)
    expect(await windowOf(app)).toMatchObject({ background: '#f3f4f6', visible: true, maximised: false, zoom: 1 })
    await app.desktop.strings.theme('dark')
    await expect.poll(async () => (await windowOf(app)).background, PATIENT).toBe('#0f1115')
    const started = app.desktop
      .stderr()
      .split('\n')
      .find((line) => line.includes('the window can be used'))
    const { window_ms, usable_ms } = JSON.parse(started ?? '{}')
    expect(window_ms).toBeGreaterThan(0)
    expect(usable_ms).toBeGreaterThan(0)
  })

  test('comes back where it was, as large, filling the screen, and with its zoom', async () => {
    const home = await makeHome()
    const first = await startAtHome(home, WITH_TRAY)
    const bounds = { x: 2000, y: 60, width: 900, height: 700 }
    await first.desktop.strings.moveWindow(bounds)
    await first.desktop.strings.clickMenu(['View', 'Zoom In'])
    await first.desktop.strings.clickMenu(['View', 'Zoom In'])
    await first.desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.maximize())
    expect(await first.desktop.quit()).toBe(0)

    const again = await startAtHome(home, WITH_TRAY)
    await expect
      .poll(() => windowOf(again), PATIENT)
      .toMatchObject({ bounds, maximised: true, zoom: 1.25, visible: true })
    await again.desktop.strings.clickMenu(['View', 'Actual Size'])
    expect(await windowOf(again)).toMatchObject({ zoom: 1 })
  })

  test('comes to the primary screen when it was on one that has gone', async () => {
    const home = await makeHome()
    const state = {
      bounds: { x: 9000, y: 9000, width: 900, height: 700 },
      maximised: false,
      zoom: 1,
      tray_explained: true,
    }
    writeFileSync(join(home.userData, 'window-state.json'), JSON.stringify(state))
    const { bounds } = await windowOf(await startAtHome(home, WITH_TRAY))
    expect(bounds).toMatchObject({ width: 900, height: 700 })
    expect([bounds.x < 1000, bounds.y < 1000]).toEqual([true, true])
  })

  test('opens as at the first start, and says so, when the file of its place makes no sense', async () => {
    const home = await makeHome()
    writeFileSync(join(home.userData, 'window-state.json'), '{"bounds":{"x":"over there"}}')
    const app = await startAtHome(home, WITH_TRAY)
    expect((await windowOf(app)).bounds).toMatchObject({ width: 1280, height: 840 })
    expect(app.log()).toContain('the place of the window is not valid: it opens as at the first start')
    await app.desktop.strings.moveWindow({ width: 1000 })
    const kept = (): unknown => JSON.parse(readFileSync(join(home.userData, 'window-state.json'), 'utf8')).bounds.width
    await expect.poll(kept, PATIENT).toBe(1000)
  })
})

describe('a page that is lost', () => {
  test('is loaded again with a word about it, where the operator was, and the log has a line', async () => {
    const app = await startAtHome(await makeHome(), WITH_TRAY)
    const id = await app.createTask('Still there')
    await app.desktop.page.getByRole('option', { name: /Still there/ }).click()
    await expect.poll(async () => (await windowOf(app)).url, PATIENT).toContain(id)
    await app.desktop.strings.crash()
    await expect.poll(() => app.lines('desktop_page_lost').length, PATIENT).toBe(1)
    expect(app.lines('desktop_page_lost')[0]).toMatchObject({
      actor: { sub: 'desktop', scopes: [], door: 'desktop' },
      data: { reason: 'crashed', loaded_again: true },
    })
    await expect.poll(async () => (await windowOf(app)).url, PATIENT).toMatch(/\?recovered=1#.*/)
    const page = await app.desktop.shownPage()
    await page.getByRole('heading', { name: 'Still there' }).waitFor()
    expect((await app.ask('GET', `/api/tasks/${id}`, null)).title).toBe('Still there')
  })

  test('because it hung is waited for or loaded again, as the operator says', async () => {
    const app = await startAtHome(await makeHome(), WITH_TRAY)
    const { desktop, lines } = app
    await desktop.strings.answerNext(0)
    await desktop.strings.hang('unresponsive')
    await expect.poll(() => desktop.strings.recorded('messageBox'), PATIENT).toHaveLength(1)
    expect(lines('desktop_page_lost')).toEqual([])
    await desktop.strings.answerNext(1)
    await desktop.strings.hang('unresponsive')
    await expect
      .poll(() => lines('desktop_page_lost').map(({ data }) => data['reason']), PATIENT)
      .toEqual(['unresponsive'])
    // The line comes before the page that is lost has made room for the next one.
    await expect.poll(async () => (await windowOf(app)).url, PATIENT).toContain('?recovered=1')
    await (await desktop.shownPage()).getByText('desktop app', { exact: true }).waitFor()
  })

  test('over and over is not loaded without end: after three times in a minute the operator is asked', async () => {
    const app = await startAtHome(await makeHome(), WITH_TRAY)
    await app.desktop.strings.answerNext(1)
    for (const times of [1, 2, 3, 4]) {
      await app.desktop.strings.crash()
      await expect.poll(() => app.lines('desktop_page_lost').length, PATIENT).toBe(times)
      // The log may tell of the crash before the test's own end of the page has heard of it.
      const isThere = async (): Promise<boolean> =>
        (await app.desktop.shownPage())
          .getByText('desktop app', { exact: true })
          .isVisible()
          .catch(() => false)
      if (times < 4) await expect.poll(isThere, PATIENT).toBe(true)
    }
    expect(app.lines('desktop_page_lost').map(({ data }) => data['loaded_again'])).toEqual([true, true, true, false])
    expect(await app.desktop.exited).toBe(0)
  })
})
