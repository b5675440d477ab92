import { describe, expect, it } from 'vitest'
import { appMenu } from '../../../main/electron/app-menu.ts'

type Line = ReturnType<typeof appMenu>[number]

const MACHINES = ['linux', 'win32', 'darwin'] as const

function menuOn(platform: NodeJS.Platform, isPackaged: boolean) {
  const done: unknown[] = []
  const show = (target: unknown): void => void done.push(target)
  const menu = appMenu({ platform, isPackaged, show, zoom: (step) => done.push(step), updates: [] })
  const lines = (items: readonly Line[]): Line[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? lines(item.submenu) : [])])
  return { done, menu, lines: lines(menu) }
}

describe('the menu of the app', () => {
  it.each(MACHINES)('opens no developer tools and loads nothing anew in the packaged app (%s)', (platform) => {
    const roles = menuOn(platform, true).lines.map(({ role }) => role?.toLowerCase())
    for (const forbidden of ['toggledevtools', 'reload', 'forcereload', 'viewmenu', 'appmenu', 'filemenu'])
      expect(roles).not.toContain(forbidden)
    const keys = menuOn(platform, true).lines.map(({ accelerator }) => String(accelerator))
    for (const key of keys) expect(key).not.toMatch(/F12|Shift\+I|Alt\+I/i)
  })

  it.each(MACHINES)('has the roles of editing, without which keys do nothing on macOS (%s)', (platform) => {
    const roles = menuOn(platform, true).lines.map(({ role }) => role)
    expect(roles).toEqual(expect.arrayContaining(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'quit']))
  })

  it('begins with the menu of the app on macOS', () => {
    expect(menuOn('darwin', true).menu.map(({ label }) => label)).toEqual([
      'Countersign',
      ...['&File', '&Edit', '&View', '&Window', '&Help'],
    ])
    const roles = menuOn('darwin', true).lines.map(({ role }) => role)
    expect(roles).toEqual(expect.arrayContaining(['about', 'services', 'hide', 'hideOthers', 'unhide', 'front']))
  })

  it('zooms, and leads to inbox, settings and shortcuts', () => {
    const { done, lines } = menuOn('linux', true)
    for (const { click } of lines) click?.(undefined as never, undefined, undefined as never)
    expect(done).toEqual([
      ...[{ page: 'inbox' }, { page: 'settings' }, 'in', 'in', 'out', 'reset', null, { page: 'shortcuts' }],
    ])
  })

  it.each(MACHINES)('gives no key to two lines (%s)', (platform) => {
    const keys = menuOn(platform, false).lines.flatMap(({ accelerator }) =>
      accelerator === undefined ? [] : [accelerator],
    )
    expect(new Set(keys).size).toBe(keys.length)
  })
})
