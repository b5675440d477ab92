import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { NotificationClass } from '../../../main/electron/notification-screen.ts'
import { createNotifyPort } from '../../../main/electron/notify-port.ts'

/** A system that shows, fails, keeps silent or has no notifications. */
function systemThat(how: 'shows' | 'fails' | 'keeps silent' | 'has none') {
  const made: { title?: string; body?: string }[] = []
  class FakeNotification extends EventEmitter {
    constructor(options: { title?: string; body?: string }) {
      super()
      made.push(options)
    }
    show(): void {
      setImmediate(() => {
        if (how === 'shows') this.emit('show', {})
        if (how === 'fails') this.emit('failed', {}, 'no service')
      })
    }
    static isSupported(): boolean {
      return how !== 'has none'
    }
  }
  return { made, show: createNotifyPort(FakeNotification as unknown as NotificationClass) }
}

const NOTICE = { title: 'Done', body: 'The demo is recorded.' }
const never = new AbortController().signal

describe('a notification of a tool in the desktop app', () => {
  it('counts as shown when the system says so', async () => {
    const { made, show } = systemThat('shows')
    await show(NOTICE, never)
    expect(made).toEqual([NOTICE])
  })

  it('fails with the reason of the system', async () => {
    await expect(systemThat('fails').show(NOTICE, never)).rejects.toThrow('no service')
  })

  it('fails at once where the system has none', async () => {
    const { made, show } = systemThat('has none')
    await expect(show(NOTICE, never)).rejects.toThrow('shows no notifications')
    expect(made).toEqual([])
  })

  it('is not waited for longer than its signal, and says that nobody knows', async () => {
    const end = new AbortController()
    const { made, show } = systemThat('keeps silent')
    const shown = show(NOTICE, end.signal)
    await expect.poll(() => made.length).toBe(1)
    end.abort()
    await expect(shown).rejects.toMatchObject({ name: 'AbortError' })
  })
})
