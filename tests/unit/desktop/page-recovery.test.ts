import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { type PageLoss, recoverPage } from '../../../main/electron/page-recovery.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

/** A window whose page the test brings down; dialogs wait for the test's answer. */
function fragile() {
  const loaded: string[] = []
  const lost: PageLoss[] = []
  const dialogs: { message: string; signal: AbortSignal | undefined; answer: (button: number) => void }[] = []
  let quits = 0
  let now = 0
  let destroyed = false
  const timers = createManualTimers(0)
  /** How each load ends, in the order in which they were asked for; those that nobody ends go well. */
  const loads: { fail: (code: string) => Promise<void> }[] = []
  let endsAtOnce = true
  let beforeTheNews = (): void => undefined
  const contents = Object.assign(new EventEmitter(), {
    getURL: () => 'countersign://console/#/tasks/abc',
    isCrashed: () => false,
    forcefullyCrashRenderer: () => contents.emit('render-process-gone', {}, { reason: 'killed', exitCode: 9 }),
  })
  const window = Object.assign(new EventEmitter(), {
    webContents: contents,
    isDestroyed: () => destroyed,
    loadURL: (address: string) => {
      loaded.push(address)
      return new Promise<void>((resolve, reject) => {
        const fail = async (code: string): Promise<void> => {
          reject(Object.assign(new Error(code), { code }))
          await vi.waitFor(() => expect(timers.waiting()).toBe(1))
          beforeTheNews()
          timers.advance(1000)
        }
        loads.push({ fail })
        if (endsAtOnce) resolve()
      })
    },
  })
  const showMessageBox = ({ message, signal }: { message: string; signal?: AbortSignal }) =>
    new Promise((resolve) => {
      const answer = (response: number): void => resolve({ response })
      signal?.addEventListener('abort', () => answer(0))
      dialogs.push({ message, signal, answer })
    })
  const { open } = recoverPage({
    window: window as never,
    app: { quit: () => quits++ },
    dialog: { showMessageBox } as never,
    now: () => now,
    timers,
    lost: (loss) => lost.push(loss),
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  })
  const crash = (reason = 'crashed') => contents.emit('render-process-gone', {}, { reason, exitCode: 5 })
  const pass = (ms: number): void => {
    now += ms
  }
  const hold = (): void => {
    endsAtOnce = false
  }
  const meanwhile = (work: () => void): void => {
    beforeTheNews = work
  }
  const destroy = (): void => {
    destroyed = true
  }
  return { window, loaded, loads, lost, dialogs, open, crash, pass, hold, meanwhile, destroy, quits: () => quits }
}

describe('the first load of the page', () => {
  it('is over when the page is there, and fails when it cannot be loaded', async () => {
    const good = fragile()
    await good.open()
    expect(good.loaded).toEqual(['countersign://console/'])
    const bad = fragile()
    bad.hold()
    const opened = bad.open()
    void bad.loads[0]?.fail('ERR_UNEXPECTED')
    await expect(opened).rejects.toThrow('ERR_UNEXPECTED')
  })

  it('is no failure of the start when the page crashes in it: it is loaded again', async () => {
    const { open, hold, crash, loads, loaded, lost, dialogs } = fragile()
    hold()
    const opened = open()
    crash()
    await loads[0]?.fail('ERR_FAILED')
    await opened
    expect(loaded).toEqual(['countersign://console/', 'countersign://console/?recovered=1#/tasks/abc'])
    expect([lost.length, dialogs.length]).toEqual([1, 0])
  })

  it('is no failure of the start either when the news of the crash comes last', async () => {
    const { open, hold, crash, loads, loaded, meanwhile } = fragile()
    hold()
    const opened = open()
    meanwhile(() => void crash())
    await loads[0]?.fail('ERR_FAILED')
    await opened
    expect(loaded).toHaveLength(2)
  })

  it('is no failure when its window is closed, or another load takes its place', async () => {
    const closed = fragile()
    closed.hold()
    const opened = closed.open()
    closed.destroy()
    await closed.loads[0]?.fail('ERR_FAILED')
    await opened
    const replaced = fragile()
    replaced.hold()
    const first = replaced.open()
    await replaced.loads[0]?.fail('ERR_ABORTED')
    await first
  })
})

describe('a lost page that cannot be loaded again', () => {
  it('is not left empty without a word: the operator is asked', async () => {
    const { hold, crash, loads, loaded, dialogs, quits } = fragile()
    hold()
    crash()
    await loads[0]?.fail('ERR_UNEXPECTED')
    await vi.waitFor(() =>
      expect(dialogs.map(({ message }) => message)).toEqual(['The page of the console cannot be loaded']),
    )
    dialogs[0]?.answer(0)
    await vi.waitFor(() => expect(loaded).toHaveLength(2))
    await loads[1]?.fail('ERR_UNEXPECTED')
    await vi.waitFor(() => expect(dialogs).toHaveLength(2))
    dialogs[1]?.answer(1)
    await vi.waitFor(() => expect(quits()).toBe(1))
  })
})

describe('a page that crashed', () => {
  it('is loaded again where it was, told so, and recorded', () => {
    const { crash, loaded, lost } = fragile()
    crash()
    expect(loaded).toEqual(['countersign://console/?recovered=1#/tasks/abc'])
    expect(lost).toEqual([{ reason: 'crashed', exit_code: 5, loaded_again: true }])
  })

  it('twice is not led back to what may have brought it down', () => {
    const { crash, loaded } = fragile()
    crash()
    crash()
    expect(loaded[1]).toBe('countersign://console/?recovered=1')
  })

  it('more than three times in a minute is loaded only when the operator says so', async () => {
    const { crash, loaded, lost, dialogs } = fragile()
    for (const _ of [1, 2, 3, 4]) crash('oom')
    expect(loaded).toHaveLength(3)
    expect(lost.map((loss) => loss.loaded_again)).toEqual([true, true, true, false])
    expect(dialogs.map(({ message }) => message)).toEqual(['The page of the console keeps stopping'])
    dialogs[0]?.answer(0)
    await vi.waitFor(() => expect(loaded).toHaveLength(4))
  })

  it('again and again may be the end of the app, if the operator wants', async () => {
    const { crash, dialogs, quits } = fragile()
    for (const _ of [1, 2, 3, 4]) crash()
    dialogs[0]?.answer(1)
    await vi.waitFor(() => expect(quits()).toBe(1))
  })

  it('now and then is loaded again every time', () => {
    const { crash, pass, loaded, dialogs } = fragile()
    for (const _ of [1, 2, 3, 4, 5]) {
      crash()
      pass(30_000)
    }
    expect([loaded.length, dialogs.length]).toEqual([5, 0])
  })

  it('is not one that was closed in good order', () => {
    const { crash, loaded, lost } = fragile()
    crash('clean-exit')
    expect([loaded, lost]).toEqual([[], []])
  })
})

describe('a page that does not answer', () => {
  it('is given up when the operator says so, recorded, and loaded again', async () => {
    const { window, dialogs, loaded, lost } = fragile()
    window.emit('unresponsive')
    dialogs[0]?.answer(1)
    await vi.waitFor(() => expect(loaded).toHaveLength(1))
    expect(lost).toEqual([{ reason: 'unresponsive', exit_code: 9, loaded_again: true }])
  })

  it('is waited for when the operator says so, and asked about once at a time', async () => {
    const { window, dialogs, loaded } = fragile()
    window.emit('unresponsive')
    window.emit('unresponsive')
    expect(dialogs).toHaveLength(1)
    dialogs[0]?.answer(0)
    await vi.waitFor(() => {
      window.emit('unresponsive')
      expect(dialogs).toHaveLength(2)
    })
    expect(loaded).toEqual([])
  })

  it('and answers again takes the question back', async () => {
    const { window, dialogs, loaded } = fragile()
    window.emit('unresponsive')
    window.emit('responsive')
    expect(dialogs[0]?.signal?.aborted).toBe(true)
    await Promise.resolve()
    expect(loaded).toEqual([])
  })
})
