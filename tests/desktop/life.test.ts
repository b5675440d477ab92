import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type DesktopAtHome, makeHome, startAtHome } from '../support/desktop-at-home.ts'
import { PATIENT } from '../support/launch-desktop.ts'

const WITH_TRAY = { tray: true, flags: [] }
const SHOWN = ['countersign']

const titles = async ({ desktop }: DesktopAtHome) =>
  (await desktop.strings.recorded('messageBox')).map((box) => (box as { message: string }).message)

describe('closing the window', () => {
  test('leaves the console running in the tray, explains that once, and a second start brings it back', async () => {
    const home = await makeHome()
    const app = await startAtHome(home, WITH_TRAY)
    await app.desktop.strings.closeWindow()
    await expect.poll(app.isVisible, PATIENT).toBe(false)
    expect(await titles(app)).toEqual(['Countersign goes on in the tray'])
    await app.createTask('Made while nobody looked')

    await app.desktop.strings.secondStart(SHOWN)
    await expect.poll(app.isVisible, PATIENT).toBe(true)
    await app.desktop.strings.closeWindow()
    await expect.poll(app.isVisible, PATIENT).toBe(false)
    expect(await titles(app)).toHaveLength(1)

    await app.desktop.strings.clickTrayLine(['Quit Countersign'])
    expect(await app.desktop.exited).toBe(0)
    expect(app.lines('service_stopped')).toHaveLength(1)
    const again = await startAtHome(home, WITH_TRAY)
    await again.desktop.strings.closeWindow()
    await expect.poll(again.isVisible, PATIENT).toBe(false)
    expect(await titles(again)).toEqual([])
  })

  test('quits when the explanation is answered so', async () => {
    const app = await startAtHome(await makeHome(), WITH_TRAY)
    await app.desktop.strings.answerNext(1)
    await app.desktop.strings.closeWindow()
    expect(await app.desktop.exited).toBe(0)
    expect(app.lines('service_stopped')).toHaveLength(1)
  })

  test('quits where the desktop shows no tray icons, which the log says', async () => {
    const app = await startAtHome(await makeHome(), { tray: false, flags: [] })
    expect(await app.desktop.strings.trays()).toEqual([])
    expect(app.log()).toContain('this desktop shows no tray icons: closing the window quits')
    await app.desktop.strings.closeWindow()
    expect(await app.desktop.exited).toBe(0)
  })

  test('quits as soon as the settings say so', async () => {
    const app = await startAtHome(await makeHome(), WITH_TRAY)
    await app.change({ desktop: { close_to_tray: false, start_at_login: false } })
    await app.desktop.strings.closeWindow()
    expect(await app.desktop.exited).toBe(0)
    expect(app.lines('service_stopped')).toHaveLength(1)
  })
})

describe('starting at login', () => {
  test('is set and taken back by the settings, at once, and starts the app hidden', async () => {
    const home = await makeHome()
    const app = await startAtHome(home, WITH_TRAY)
    const file = join(home.configHome, 'autostart', 'countersign-checkout.desktop')
    expect(existsSync(file)).toBe(false)
    await app.change({ desktop: { close_to_tray: true, start_at_login: true } })
    await expect.poll(() => existsSync(file), PATIENT).toBe(true)
    expect(readFileSync(file, 'utf8')).toMatch(/^Exec=".*" ".*" "--hidden"$/m)
    await app.change({ desktop: { close_to_tray: true, start_at_login: false } })
    await expect.poll(() => existsSync(file), PATIENT).toBe(false)
  })

  test('shows no window while the tray has the console, and shows it when asked', async () => {
    const app = await startAtHome(await makeHome(), { tray: true, flags: ['--hidden'] })
    await expect.poll(() => app.desktop.strings.trays(), PATIENT).toHaveLength(1)
    expect(await app.isVisible()).toBe(false)
    await app.desktop.strings.clickTrayLine(['Open the console'])
    expect(await app.isVisible()).toBe(true)
  })

  test('shows the window where no tray could bring it back', async () => {
    const app = await startAtHome(await makeHome(), { tray: false, flags: ['--hidden'] })
    await expect.poll(app.isVisible, PATIENT).toBe(true)
  })
})

describe('a machine that sleeps', () => {
  test('has the page connect anew when it wakes up, without losing what happened', async () => {
    const app = await startAtHome(await makeHome(), WITH_TRAY)
    await expect.poll(() => app.lines('sse_client_connected').length, PATIENT).toBe(1)
    await app.desktop.strings.power('suspend')
    await app.createTask('Just before the end of the day')
    await app.desktop.strings.power('resume')
    await expect.poll(() => app.lines('sse_client_connected').length, PATIENT).toBe(2)
    expect(app.lines('sse_client_disconnected')).toHaveLength(1)
    expect(app.lines('sse_client_connected')[1]?.data['last_event_id']).toEqual(expect.any(Number))
    await app.createTask('First thing in the morning')
    await app.desktop.page.getByRole('option', { name: /First thing in the morning/ }).waitFor()
  })

  test('and is shut down has the app end in good order', async () => {
    const app = await startAtHome(await makeHome(), WITH_TRAY)
    await app.desktop.strings.power('shutdown')
    expect(await app.desktop.exited).toBe(0)
    expect(app.lines('service_stopped')).toHaveLength(1)
  })
})
