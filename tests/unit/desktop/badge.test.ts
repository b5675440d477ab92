import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createBadge } from '../../../main/electron/badge.ts'

function badgeOn(platform: NodeJS.Platform, drawn: boolean) {
  const shown: unknown[] = []
  const icon = { isEmpty: () => !drawn }
  let isDestroyed = false
  const window = Object.assign(new EventEmitter(), {
    isDestroyed: () => isDestroyed,
    setOverlayIcon: (image: unknown, words: string) => void shown.push([image === icon ? 'dot' : image, words]),
  })
  const open = () =>
    createBadge({
      ...{ platform, icons: '/icons', window: window as never },
      app: { setBadgeCount: (count) => shown.push(count) > 0 },
      images: { createFromPath: () => icon as never },
    })
  const destroy = (): void => {
    isDestroyed = true
  }
  return { shown, window, open, destroy }
}

describe('the number of what waits, at the icon of the app', () => {
  it.each(['linux', 'darwin'] as const)('is drawn by the system itself on %s', (platform) => {
    const { shown, open } = badgeOn(platform, false)
    const set = open()
    set(3)
    set(0)
    expect(shown).toEqual([3, 0])
  })

  it('is a dot with words on Windows, and nothing when nothing waits', () => {
    const { shown, open } = badgeOn('win32', true)
    const set = open()
    set(1)
    set(12)
    set(0)
    expect(shown).toEqual([
      ['dot', '1 thing waits for you'],
      ['dot', '12 things wait for you'],
      [null, ''],
    ])
  })

  it('is there again when a hidden window comes back, and is not put on a window that has gone', () => {
    const { shown, window, open, destroy } = badgeOn('win32', true)
    const set = open()
    set(2)
    window.emit('show')
    destroy()
    set(3)
    expect(shown).toEqual([
      ['dot', '2 things wait for you'],
      ['dot', '2 things wait for you'],
    ])
  })

  it('is an error at the start when its picture is missing', () => {
    expect(badgeOn('win32', false).open).toThrow('build the app anew')
  })
})
