import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createWindowTarget } from '../../../main/electron/window-target.ts'

/** A window that has been made and shows nothing yet. */
function made() {
  const done: string[] = []
  const sent: unknown[] = []
  const webContents = Object.assign(new EventEmitter(), { send: (_channel: string, to: unknown) => sent.push(to) })
  const window = Object.assign(new EventEmitter(), {
    webContents,
    isDestroyed: () => false,
    isMinimized: () => false,
    show: () => done.push('show'),
    focus: () => done.push('focus'),
  })
  return { window, webContents, done, sent }
}

describe('a wish to see the console', () => {
  it('that comes while the window is being made is heard: the window shows itself, also when it starts hidden', () => {
    const target = createWindowTarget()
    target.show(null)
    const { window, done } = made()
    target.attach(window as never)
    expect(done).toEqual([])
    window.emit('ready-to-show')
    expect(done).toEqual(['show'])
  })

  it('is none when nobody asked: a hidden window stays hidden', () => {
    const { window, done } = made()
    createWindowTarget().attach(window as never)
    window.emit('ready-to-show')
    expect(done).toEqual([])
  })

  it('names the latest place once the page can hear, also after a page that was lost', () => {
    const target = createWindowTarget()
    const { window, webContents, sent } = made()
    target.attach(window as never)
    target.show({ page: 'task', id: 'a' })
    target.show({ page: 'inbox' })
    expect(sent).toEqual([])
    webContents.emit('did-finish-load')
    webContents.emit('render-process-gone')
    target.show({ page: 'sources' })
    expect(sent).toEqual([{ page: 'inbox' }])
    webContents.emit('did-finish-load')
    expect(sent).toEqual([{ page: 'inbox' }, { page: 'sources' }])
  })
})
