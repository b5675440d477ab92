import { describe, expect, it } from 'vitest'
import { ToolStatus } from '../../../contract/tool.ts'
import { createArmBook } from '../../../main/core/tools/obs/arm-book.ts'
import { type ObsHealth, ObsProblem } from '../../../main/core/tools/obs/obs-link.ts'
import { recordObsNews } from '../../../main/core/tools/obs/obs-news.ts'
import { statusOf } from '../../../main/core/tools/obs/obs-tool-status.ts'
import type { FamilyLine } from '../../../main/core/tools/tool-family.ts'
import { createManualTimers } from '../../support/manual-timers.ts'
import { createFakeLink, HEALTHY } from '../../support/obs/fake-link.ts'

describe('an arm', () => {
  const make = () => {
    const timers = createManualTimers(0)
    let count = 0
    const book = createArmBook({ clock: timers.clock, ids: { hex: () => String(++count) } })
    const arm = (action: 'record.stop' | 'stream.start') =>
      book.make({ action, task_id: 't1', bound_to: 'x', seen: {} }).arm_id
    return { timers, book, arm }
  }

  it('fires once, for its action and its task', () => {
    const { book, arm } = make()
    const id = arm('record.stop')
    expect(() => book.take(id, 'stream.start', 't1')).toThrow('not armed')
    expect(() => book.take(id, 'record.stop', 't2')).toThrow('not armed')
    expect(book.take(id, 'record.stop', 't1')).toMatchObject({ bound_to: 'x' })
    expect(() => book.take(id, 'record.stop', 't1')).toThrow('not armed')
  })

  it('is good for ten minutes for a recording, and for half an hour for a stream', () => {
    const { book, arm, timers } = make()
    const stop = arm('record.stop')
    const stream = arm('stream.start')
    timers.advance(10 * 60_000)
    expect(() => book.take(stop, 'record.stop', 't1')).toThrow('not fired in time')
    timers.advance(20 * 60_000 - 1)
    expect(book.take(stream, 'stream.start', 't1').action).toBe('stream.start')
    const late = arm('stream.start')
    timers.advance(30 * 60_000)
    expect(() => book.take(late, 'stream.start', 't1')).toThrow('not fired in time')
  })

  it('does not pile up', () => {
    const { book, arm } = make()
    const first = arm('record.stop')
    for (let count = 0; count < 1000; count += 1) arm('record.stop')
    expect(() => book.take(first, 'record.stop', 't1')).toThrow('not armed')
  })
})

describe('the status of the tools of OBS', () => {
  const known = { loss: null, now: 1000, everyMs: 5000 }
  const states: [ObsHealth, string][] = [
    [{ state: 'off' }, 'off'],
    [{ state: 'connecting' }, 'unknown'],
    [HEALTHY, 'ready'],
    [{ state: 'lost', problem: new ObsProblem('closed', 'Gone.', null), checked_ms: 5 }, 'unavailable'],
  ]
  it.each(states)('of %o is %s, with its source and age', (health, state) => {
    const status = ToolStatus.parse(statusOf(health, known))
    expect(status.state).toBe(state)
    expect(status.checked_at === null).toBe(state === 'off' || state === 'unknown')
  })

  it('does not pass old knowledge for new', () => {
    expect(statusOf(HEALTHY, { ...known, now: 20_000 }).state).toBe('ready')
    expect(statusOf(HEALTHY, { ...known, now: 20_003 })).toMatchObject({
      state: 'unknown',
      checked_at: expect.any(String),
    })
  })

  it('says that a recording was lost, until the next begins', () => {
    const loss = { at: '2026-01-01T00:00:00.000Z', loss: 'obs_gone' as const }
    expect(statusOf(HEALTHY, { ...known, loss }).detail).toContain('A recording was lost at 2026-01-01')
  })

  it.each(['not_configured', 'unreachable', 'wrong_password', 'timeout', 'closed', 'garbled', 'refused'] as const)(
    'has a remedy for %s',
    (kind) => {
      const problem = new ObsProblem(kind, 'No.', null)
      expect(statusOf({ state: 'lost', problem, checked_ms: 0 }, known).remediation_hint).toMatch(/\w/)
    },
  )
})

describe('the news of OBS', () => {
  const lost = (kind: 'closed' | 'unreachable' | 'not_configured') =>
    ({ kind: 'lost', problem: new ObsProblem(kind, 'Gone.', null) }) as const

  function listen(fails: boolean) {
    const link = createFakeLink()
    const lines: FamilyLine[] = []
    const logged: string[] = []
    const end = recordObsNews({
      link,
      record: async (line) => {
        if (fails) throw new Error('the log is full')
        lines.push(line)
        return { seq: 1, ts: '2026-01-01T00:00:00.000Z' }
      },
      onChange: () => undefined,
      logger: { info: () => undefined, warn: () => undefined, error: (_, message) => logged.push(message) },
    })
    return { link, logged, end, types: () => lines.map(({ type }) => type) }
  }

  it('are its loss and its return, not its first contact, nor that it was never there, nor other settings', () => {
    const { link, types, end } = listen(false)
    link.happen(lost('unreachable'))
    link.happen({ kind: 'opened' })
    expect(types()).toEqual([])
    link.happen(lost('closed'))
    link.happen(lost('unreachable'))
    link.happen({ kind: 'opened' })
    expect(types()).toEqual(['obs_connection_lost', 'obs_connection_restored'])
    link.happen(lost('not_configured'))
    link.happen({ kind: 'opened' })
    end()
    link.happen(lost('closed'))
    expect(types()).toHaveLength(2)
  })

  it('that cannot be recorded are logged', async () => {
    const { link, logged } = listen(true)
    link.happen({ kind: 'opened' })
    link.happen(lost('closed'))
    await expect.poll(() => logged).toEqual(['obs_connection_lost could not be recorded'])
  })
})
