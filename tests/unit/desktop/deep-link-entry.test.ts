import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { takeDeepLinks } from '../../../main/electron/deep-link-entry.ts'

function entry(argv: readonly string[], isPackaged: boolean) {
  const clients: string[] = []
  const readiness = Promise.withResolvers<void>()
  const app = Object.assign(new EventEmitter(), {
    isPackaged,
    whenReady: () => readiness.promise,
    setAsDefaultProtocolClient: (scheme: string) => {
      clients.push(scheme)
      return true
    },
  })
  const shown: unknown[] = []
  const refused: string[] = []
  const answers: (() => void)[] = []
  const dialog = { showMessageBox: () => new Promise((resolve) => answers.push(() => resolve({ response: 0 }))) }
  const use = { show: (target: unknown) => shown.push(target), refused: (text: string) => refused.push(text) }
  takeDeepLinks({ app: app as never, dialog: dialog as never, argv, use })
  return { app, clients, shown, refused, answers, ready: readiness.resolve }
}

describe('links from outside', () => {
  it('on the command line of the first start are shown', () => {
    expect(entry(['app', 'countersign://task/abc'], false).shown).toEqual([{ page: 'task', id: 'abc' }])
    expect(entry(['app'], false).shown).toEqual([])
  })

  it('come with a second start, which shows the window also without one', () => {
    const { app, shown } = entry(['app'], false)
    app.emit('second-instance', {}, ['app', 'countersign://task/abc'], '/')
    app.emit('second-instance', {}, ['app'], '/')
    expect(shown).toEqual([{ page: 'task', id: 'abc' }, null])
  })

  it('come as an event on macOS', () => {
    const { app, shown } = entry(['app'], false)
    let prevented = 0
    app.emit('open-url', { preventDefault: () => prevented++ }, 'countersign://approval/ap-0123456789abcdef')
    expect([shown, prevented]).toEqual([[{ page: 'approval', id: 'ap-0123456789abcdef' }], 1])
  })

  it('that lead nowhere are recorded each, and said once at a time', async () => {
    const { app, shown, refused, answers, ready } = entry(['app'], false)
    ready()
    const evil = () => app.emit('second-instance', {}, ['app', 'countersign://evil/x'], '/')
    for (const _ of [1, 2, 3]) evil()
    expect(refused).toHaveLength(3)
    expect(shown).toEqual([null, null, null])
    await vi.waitFor(() => expect(answers).toHaveLength(1))
    answers[0]?.()
    await vi.waitFor(() => {
      evil()
      expect(answers).toHaveLength(2)
    })
  })

  it('that carry something are recorded without it', () => {
    const { app, refused } = entry(['app'], false)
    app.emit(
      'open-url',
      { preventDefault: () => undefined },
      'countersign://anna:hunter2@task/abc?token=hunter2#hunter2',
    )
    app.emit('second-instance', {}, ['app', 'countersign:hunter2'], '/')
    expect(refused).toEqual(['countersign://task/abc', 'countersign:'])
  })

  it('that lead nowhere and started the app are said once something can be shown', async () => {
    const { refused, answers, ready } = entry(['app', 'countersign://evil/x'], false)
    await Promise.resolve()
    expect([refused, answers]).toEqual([['countersign://evil/x'], []])
    ready()
    await vi.waitFor(() => expect(answers).toHaveLength(1))
  })

  it('are registered with the system by the packaged app alone', () => {
    expect(entry(['app'], true).clients).toEqual(['countersign'])
    expect(entry(['app'], false).clients).toEqual([])
  })
})
