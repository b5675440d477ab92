import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { closeToTray } from '../../../main/electron/close-to-tray.ts'
import { FRESH, type WindowState } from '../../../main/electron/window-state-file.ts'

function closable(isWanted: boolean, answer: number) {
  let state: WindowState = FRESH
  let dialogs = 0
  let hidden = 0
  let quits = 0
  let fills = false
  const window = Object.assign(new EventEmitter(), {
    hide: () => hidden++,
    isFullScreen: () => fills,
    setFullScreen: (flag: boolean) => {
      fills = flag
    },
  })
  const fill = (): void => {
    fills = true
  }
  const file = {
    current: () => state,
    keep: (part: Partial<WindowState>) => {
      state = { ...state, ...part }
    },
  }
  const showMessageBox = async () => {
    dialogs += 1
    return { response: answer, checkboxChecked: false }
  }
  const closing = closeToTray({
    ...{ window: window as never, app: { quit: () => quits++ }, dialog: { showMessageBox } as never, file },
    isWanted: () => isWanted,
  })
  const close = (): boolean => {
    let prevented = false
    window.emit('close', {
      preventDefault: () => {
        prevented = true
      },
    })
    return prevented
  }
  return { closing, close, fill, window, seen: () => ({ dialogs, hidden, quits }) }
}

describe('closing the window', () => {
  it('hides it, and explains that once', async () => {
    const { close, seen } = closable(true, 0)
    expect([close(), close()]).toEqual([true, true])
    await vi.waitFor(() => expect(seen()).toEqual({ dialogs: 1, hidden: 2, quits: 0 }))
  })

  it('hides one that fills its screen only once it has left that, so that no black screen stays', () => {
    const { close, fill, window, seen } = closable(true, 0)
    fill()
    expect(close()).toBe(true)
    expect([window.isFullScreen(), seen().hidden]).toEqual([false, 0])
    window.emit('leave-full-screen')
    expect(seen().hidden).toBe(1)
    close()
    expect(seen().hidden).toBe(2)
  })

  it('quits instead when the explanation is answered so', async () => {
    const { close, seen } = closable(true, 1)
    close()
    await vi.waitFor(() => expect(seen().quits).toBe(1))
  })

  it('closes it where it could not be brought back, or when that is not wanted', () => {
    const { close, seen } = closable(false, 0)
    expect(close()).toBe(false)
    expect(seen()).toEqual({ dialogs: 0, hidden: 0, quits: 0 })
  })

  it('closes it while the app quits', () => {
    const { closing, close } = closable(true, 0)
    closing.leaving()
    expect(close()).toBe(false)
  })
})
