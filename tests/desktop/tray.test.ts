import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeHome, startAtHome } from '../support/desktop-at-home.ts'
import type { DesktopPage } from '../support/desktop-world.ts'
import { PATIENT } from '../support/launch-desktop.ts'

const WITH_TRAY = { tray: true, flags: [] }
type Line = { label: string; type: string; enabled: boolean }

async function withTray() {
  const home = await makeHome()
  const app = await startAtHome(home, WITH_TRAY)
  const { strings } = app.desktop
  const look = async () => (await strings.trays())[0]
  const labels = async () => ((await look())?.menu as readonly Line[] | undefined)?.map(({ label }) => label) ?? []
  const toolTip = async () => (await look())?.toolTip
  return { ...app, home, strings, labels, toolTip }
}

describe('the tray', () => {
  test('counts what waits, names the five oldest, and leads to the very item', async () => {
    const { strings, labels, toolTip, createTask, desktop } = await withTray()
    await expect.poll(toolTip, PATIENT).toBe('Countersign: Nothing waits for you')
    const ids = []
    for (const number of [1, 2, 3, 4, 5, 6, 7]) ids.push(await createTask(`Request ${number}`))
    await expect.poll(toolTip, PATIENT).toBe('Countersign: 7 wait for you')
    expect((await labels()).slice(0, 7)).toEqual([
      '7 wait for you',
      ...[1, 2, 3, 4, 5].map((number) => `Task: Request ${number}`),
      'and 2 more',
    ])

    await desktop.page.evaluate(() => {
      const page = window as unknown as DesktopPage & {
        countersign: { onDeepLink(heard: (to: unknown) => void): void }
      }
      const heard: unknown[] = []
      page.seen = { heard }
      page.countersign.onDeepLink((target) => heard.push(target))
    })
    await strings.clickTrayLine(['Task: Request 3'])
    await strings.clickTrayLine(['7 wait for you'])
    const heard = () => desktop.page.evaluate(() => (window as unknown as DesktopPage).seen['heard'])
    await expect.poll(heard, PATIENT).toEqual([{ page: 'task', id: ids[2] }, { page: 'inbox' }])
    expect(await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true)
  })

  test('shows what others wrote as one harmless line, and is not rebuilt while it looks the same', async () => {
    const { strings, labels, toolTip, createTask, ask } = await withTray()
    const id = await createTask('Pay \u202Egpj.exe\n& "approve" now')
    await expect.poll(toolTip, PATIENT).toBe('Countersign: 1 waits for you')
    expect(await labels()).toContain('Task: Pay gpj.exe && "approve" now')
    const menus = async () =>
      (await strings.recorded('tray')).filter((each) => (each as { what: string }).what === 'menu')
    const before = (await menus()).length
    // Events that change nothing of what the tray shows.
    await strings.power('resume')
    await strings.power('resume')
    await ask('POST', `/api/tasks/${id}/reject`, {
      comment: 'No.',
      base_sha: (await ask('GET', `/api/tasks/${id}`, null)).base_sha,
    })
    await expect.poll(toolTip, PATIENT).toBe('Countersign: Nothing waits for you')
    expect((await menus()).length).toBe(before + 1)
  })

  test('pauses the intake and resumes it, as the operator and in the log', async () => {
    const { strings, labels, lines, ask } = await withTray()
    await expect.poll(labels, PATIENT).toContain('Pause the intake')
    await strings.clickTrayLine(['Pause the intake'])
    await expect.poll(labels, PATIENT).toContain('Resume the intake')
    expect((await ask('GET', '/system/info', null)).intake).toMatchObject({ paused: true, reason: 'from the tray' })
    expect(lines('intake_paused')).toMatchObject([{ actor: { sub: 'operator:olga', door: 'desktop' } }])
    await strings.clickTrayLine(['Resume the intake'])
    await expect.poll(labels, PATIENT).toContain('Pause the intake')
    expect(lines('intake_resumed')).toHaveLength(1)
  })

  test('copies the address that other programs use, and opens the console', async () => {
    const { strings, desktop, ask, isVisible } = await withTray()
    await strings.clickTrayLine(['Copy the address'])
    const { addresses } = await ask('GET', '/api/settings', null)
    const copied = () => desktop.evaluate(({ clipboard }) => clipboard.readText())
    await expect.poll(copied, PATIENT).toBe(addresses.console)
    await strings.closeWindow()
    await expect.poll(isVisible, PATIENT).toBe(false)
    await strings.clickTray('click')
    expect(await isVisible()).toBe(true)
  })

  test('says that it does not know when not all can be asked, and never that nothing waits', async () => {
    const { home, strings, labels, toolTip } = await withTray()
    await expect.poll(toolTip, PATIENT).toBe('Countersign: Nothing waits for you')
    renameSync(join(home.dataRoot, 'ssot'), join(home.dataRoot, 'ssot-away'))
    await expect
      .poll(async () => {
        await strings.power('resume')
        return toolTip()
      }, PATIENT)
      .toBe('Countersign: What waits for you is not known')
    expect((await labels())[0]).toBe('What waits for you is not known')
  })

  test('reads as one who may only look', async () => {
    const { lines, toolTip } = await withTray()
    await expect.poll(toolTip, PATIENT).toBe('Countersign: Nothing waits for you')
    const reads = () => lines('request_served').filter(({ actor }) => actor.sub === 'desktop-tray')
    await expect.poll(() => reads().length, PATIENT).toBeGreaterThan(0)
    for (const { actor } of reads())
      expect(actor).toEqual({ sub: 'desktop-tray', scopes: ['observer'], door: 'desktop' })
  })
})
