import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { closeBeforeQuit } from '../../../main/electron/clean-quit.ts'

/** An app that quits when nothing holds it back, and a close function that the test ends. */
function quittingApp() {
  const gate = Promise.withResolvers<void>()
  const left = Promise.withResolvers<number>()
  let closes = 0
  const app = Object.assign(new EventEmitter(), {
    quit: () => {
      let held = false
      const preventDefault = (): void => {
        held = true
      }
      app.emit('before-quit', { preventDefault })
      if (!held) left.resolve(0)
    },
    exit: (code: number) => left.resolve(code),
  })
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const close = (): Promise<void> => {
    closes += 1
    return gate.promise
  }
  closeBeforeQuit(app as never, close, silent)
  return { app, gate, left: left.promise, closes: () => closes }
}

describe('quitting', () => {
  it('waits until everything is closed, however often it is asked for, and closes once', async () => {
    const { app, gate, left, closes } = quittingApp()
    app.quit()
    app.quit()
    expect(closes()).toBe(1)
    expect(await Promise.race([left, 'still here'])).toBe('still here')
    gate.resolve()
    expect(await left).toBe(0)
    expect(closes()).toBe(1)
  })

  it('leaves with code 1 when something did not close', async () => {
    const { app, gate, left } = quittingApp()
    app.quit()
    gate.reject(new Error('audit log did not close'))
    expect(await left).toBe(1)
  })
})
