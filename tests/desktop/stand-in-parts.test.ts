import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MainModule } from '../support/electron-stand-in/main-module.ts'
import { type Desktop, launchStandIn, PATIENT } from '../support/launch-desktop.ts'
import { FIXTURE } from '../support/stand-in-fixture.ts'

// biome-ignore lint/suspicious/noExplicitAny: what the app of the test keeps in its process
type Kept = any

describe('the desktop around an app in the stand-in', () => {
  let desktop: Desktop
  beforeAll(async () => {
    desktop = await launchStandIn(FIXTURE)
  })
  afterAll(() => desktop?.close())
  const kept = (): Promise<Kept> => desktop.evaluate(() => (globalThis as Kept).kept)

  test('has a tray icon whose menu a person opens and clicks', async () => {
    await desktop.evaluate(({ Tray, Menu, nativeImage }) => {
      const seen: unknown[] = []
      Object.assign(globalThis, { kept: seen })
      const tray = new Tray(nativeImage.createEmpty())
      tray.setToolTip('2 wait')
      tray.on('click', () => seen.push('icon'))
      const lines: Electron.MenuItemConstructorOptions[] = [
        { label: '&Open', click: ({ label }, window) => seen.push([label, window?.getTitle()]) },
        { type: 'separator' },
        { label: 'Pause', type: 'checkbox', click: ({ checked }) => seen.push(checked) },
        { label: 'More', submenu: [{ label: 'Deep', click: () => seen.push('deep') }] },
        { label: 'Grey', enabled: false },
        { label: 'Unseen', visible: false },
      ]
      tray.setContextMenu(Menu.buildFromTemplate(lines))
      Object.assign(globalThis, { tray })
    })
    // The window hears of its page's title a little after the page shows.
    const title = () => desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle())
    await expect.poll(title, PATIENT).toBe('t')
    const { strings } = desktop
    const [tray] = await strings.trays()
    expect([tray?.toolTip, tray?.menu.map(({ label }) => label)]).toEqual([
      '2 wait',
      ['&Open', '', 'Pause', 'More', 'Grey'],
    ])
    await strings.clickTray('click')
    await strings.clickTrayLine(['Open'])
    await strings.clickTrayLine(['Pause'])
    await strings.clickTrayLine(['More', 'Deep'])
    expect(await kept()).toEqual(['icon', ['&Open', 't'], true, 'deep'])
    await expect(strings.clickTrayLine(['Grey'])).rejects.toThrow('is grey')
    await expect(strings.clickTrayLine(['Unseen'])).rejects.toThrow('no line "Unseen"')
    await desktop.evaluate(() => (globalThis as Kept).tray.destroy())
    await expect(strings.clickTray('click')).rejects.toThrow('no tray icon')
  })

  test('has a menu of the app, whose roles act', async () => {
    await desktop.evaluate(({ Menu }) =>
      Menu.setApplicationMenu(Menu.buildFromTemplate([{ label: '&View', submenu: [{ role: 'zoomIn' }] }])),
    )
    await desktop.strings.clickMenu(['View', 'Zoom In'])
    const zoom = ({ BrowserWindow }: MainModule) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomLevel()
    expect(await desktop.evaluate(zoom)).toBeCloseTo(0.5)
    await expect(desktop.strings.clickMenu(['View', 'Reload'])).rejects.toThrow('no line "Reload"')
    await expect(desktop.evaluate(({ Menu }) => void Menu.buildFromTemplate([{}]))).rejects.toThrow('Invalid template')
  })

  test('shows notifications, takes clicks, and can be without them or fail', async () => {
    await desktop.evaluate(({ Notification }) => {
      const seen: unknown[] = []
      const show = (title: string): void => {
        const notification = new Notification({ title, body: 'b', silent: true })
        for (const moment of ['show', 'click', 'close', 'failed', 'action'] as const)
          notification.on(moment as 'click', () => seen.push(`${title} ${moment}`))
        notification.show()
      }
      Object.assign(globalThis, { kept: seen, show })
      show('one')
      show('two')
    })
    await expect.poll(kept, PATIENT).toEqual(['one show', 'two show'])
    expect((await desktop.strings.notifications()).map(({ title, silent }) => [title, silent])).toEqual([
      ['one', true],
      ['two', true],
    ])
    await desktop.strings.clickNotification('one', null)
    await desktop.strings.clickNotification('two', 0)
    expect(await kept()).toEqual(['one show', 'two show', 'one click', 'two action'])
    await expect(desktop.strings.clickNotification('one', null)).rejects.toThrow('no notification "one"')

    await desktop.strings.notificationService('missing')
    expect(await desktop.evaluate(({ Notification }) => Notification.isSupported())).toBe(false)
    await desktop.strings.notificationService('fails')
    await desktop.evaluate(() => (globalThis as Kept).show('three'))
    await expect.poll(async () => (await kept()).at(-1), PATIENT).toBe('three failed')
  })

  test('goes to sleep, wakes up, starts a second time and opens addresses', async () => {
    await desktop.evaluate(({ app, powerMonitor }) => {
      const seen: unknown[] = []
      Object.assign(globalThis, { kept: seen })
      for (const moment of ['suspend', 'resume'] as const) powerMonitor.on(moment as 'suspend', () => seen.push(moment))
      app.on('second-instance', (_event, argv) => seen.push(argv))
      app.on('open-url', (event, url) => {
        event.preventDefault()
        seen.push(url)
      })
    })
    await desktop.strings.power('suspend')
    await desktop.strings.power('resume')
    await desktop.strings.secondStart(['app', 'x://y'])
    await desktop.strings.openUrl('x://z')
    expect(await kept()).toEqual(['suspend', 'resume', ['app', 'x://y'], 'x://z'])
  })

  test('writes down what is asked of it', async () => {
    await desktop.strings.answerNext(1)
    const said = await desktop.evaluate(async ({ app, dialog, clipboard }) => {
      app.setBadgeCount(3)
      app.setLoginItemSettings({ openAtLogin: true })
      app.setAsDefaultProtocolClient('x')
      await clipboard.writeText('copied')
      const asked = { message: 'Sure?', buttons: ['No', 'Yes'], cancelId: 0 }
      return [
        ...[app.getBadgeCount(), app.getLoginItemSettings().openAtLogin, app.isDefaultProtocolClient('x')],
        ...[await clipboard.readText(), app.dock === undefined],
        ...[(await dialog.showMessageBox(asked)).response, (await dialog.showMessageBox(asked)).response],
      ]
    })
    expect(said).toEqual([3, true, true, 'copied', true, 1, 0])
    expect(await desktop.strings.recorded('badge')).toEqual([3])
    expect(await desktop.strings.recorded('login-item')).toEqual([{ openAtLogin: true }])
    expect(await desktop.strings.recorded('messageBox')).toMatchObject([{ message: 'Sure?' }, { message: 'Sure?' }])
  })

  test('has two displays, of which the second can be taken away', async () => {
    const names = (): Promise<string[]> =>
      desktop.evaluate(({ screen }) => screen.getAllDisplays().map((one) => one.label))
    expect(await names()).toEqual(['Large', 'Small'])
    const at = (x: number): Promise<string> =>
      desktop.evaluate(({ screen }, left) => screen.getDisplayMatching({ x: left, y: 0, width: 9, height: 9 }).label, x)
    expect([await at(10), await at(2000)]).toEqual(['Large', 'Small'])
    await desktop.strings.unplugSecondDisplay()
    expect([await names(), await at(2000)]).toEqual([['Large'], 'Large'])
  })

  test('shows pictures of its screens and windows, in the proportions of each', async () => {
    const sources = await desktop.evaluate(async ({ desktopCapturer, nativeImage }) => {
      const found = await desktopCapturer.getSources({
        types: ['screen', 'window'],
        thumbnailSize: { width: 320, height: 320 },
      })
      return found.map(({ id, thumbnail }) => [id, nativeImage.createFromDataURL(thumbnail.toDataURL()).getSize()])
    })
    expect(sources).toEqual([
      ['screen:1:0', { width: 320, height: 180 }],
      ['screen:2:0', { width: 320, height: 256 }],
      ['window:7:0', { width: 320, height: 240 }],
    ])
  })

  test('has a window manager that does what it is asked and remembers the normal place', async () => {
    const seen = await desktop.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      if (window === undefined) throw new Error('no window')
      const moments: string[] = []
      for (const moment of ['move', 'resize', 'maximize', 'unmaximize', 'hide', 'show'] as const)
        window.on(moment as 'move', () => moments.push(moment))
      window.setBounds({ x: 5, width: 700 })
      window.maximize()
      const large = [window.isMaximized(), window.getBounds().width, window.getNormalBounds().width]
      window.unmaximize()
      window.hide()
      const hidden = window.isVisible()
      window.show()
      return { moments, large, hidden }
    })
    expect(seen).toEqual({
      moments: ['move', 'resize', 'maximize', 'resize', 'unmaximize', 'resize', 'hide', 'show'],
      large: [true, 1920, 700],
      hidden: false,
    })
  })
})
