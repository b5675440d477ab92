import { describe, expect, it } from 'vitest'
import { NotificationSettings } from '../../../contract/settings.ts'
import type { Notice } from '../../../main/core/notices/notice.ts'
import { createNoticeDesk } from '../../../main/core/notices/notice-desk.ts'
import { createManualTimers } from '../../support/manual-timers.ts'
import * as its from './happenings.ts'

const NOON = 12 * 60

/** A desk with a screen that remembers. */
function opened(changes: Partial<NotificationSettings> = {}) {
  const timers = createManualTimers(Date.parse(its.NOW))
  const screen = new Map<string, { notice: Notice; silent: boolean }>()
  const shown: Notice[] = []
  let settings = NotificationSettings.parse(changes)
  let minute = NOON
  const desk = createNoticeDesk({
    screen: {
      show: (notice, silent) => {
        shown.push(notice)
        screen.set(notice.notice_id, { notice, silent })
      },
      withdraw: (id) => void screen.delete(id),
    },
    ...{ onlooker: its.ANNA, settings: () => settings, minuteOfDay: () => minute, clock: timers.clock, timers },
  })
  const titles = () => [...screen.values()].map(({ notice }) => notice.title)
  const become = (next: Partial<NotificationSettings>): void => {
    settings = NotificationSettings.parse(next)
  }
  const at = (next: number): void => {
    minute = next
  }
  return { desk, timers, shown, screen, titles, become, at }
}

describe('notices that come close together', () => {
  it('are shown at once when they are the first, and then become one with their number', () => {
    const { desk, timers, shown, screen, titles } = opened()
    for (const number of [1, 2, 3]) desk.happened(its.approval('approval_requested', number))
    expect(titles()).toEqual(['A call waits for your approval'])
    timers.advance(5000)
    expect(titles()).toEqual(['3 calls wait for your approval'])
    expect(shown).toHaveLength(2)
    expect([...screen.values()][0]?.notice).toMatchObject({
      count: 3,
      body: 'Latest: Publish number 3',
      target: { page: 'inbox' },
    })
  })

  it('stay apart when they are of different sorts', () => {
    const { desk, timers, titles } = opened()
    desk.happened(its.approval('approval_requested', 1))
    desk.happened(its.task('task_created', 't1'))
    desk.happened(its.source('lost', its.NOW))
    timers.advance(5000)
    expect(titles()).toEqual([
      'A call waits for your approval',
      'A task waits for your decision',
      'A source cannot be reached',
    ])
  })

  it('stay apart when they are further apart in time', () => {
    const { desk, timers, titles } = opened()
    desk.happened(its.approval('approval_requested', 1))
    timers.advance(5001)
    desk.happened(its.approval('approval_requested', 2))
    timers.advance(5001)
    expect(titles()).toEqual(['A call waits for your approval', 'A call waits for your approval'])
  })

  it('lead to the item when all are about the same one', () => {
    const { desk, timers, screen } = opened()
    desk.happened(its.run('tool_call_failed', 'c1'))
    desk.happened(its.run('tool_call_failed', 'c2'))
    timers.advance(5000)
    expect([...screen.values()][0]?.notice).toMatchObject({
      title: '2 calls failed',
      target: { page: 'task', id: 't1' },
    })
  })

  it('do not count what was decided in between', () => {
    const { desk, timers, titles } = opened()
    for (const number of [1, 2, 3]) desk.happened(its.approval('approval_requested', number))
    desk.happened(its.approval('approval_denied', 2, { state: 'denied' }))
    timers.advance(5000)
    expect(titles()).toEqual(['2 calls wait for your approval'])
  })
})

describe('a notice', () => {
  it('is not repeated while its item is as it was', () => {
    const { desk, timers, shown } = opened()
    for (let times = 0; times < 5; times += 1) {
      desk.happened(its.task('task_updated', 't1', { status: 'needs_review' }))
      desk.happened(its.source('lost', its.NOW))
      timers.advance(10_000)
    }
    expect(shown).toHaveLength(2)
  })

  it('comes again when the item waits again', () => {
    const { desk, timers, shown } = opened()
    desk.happened(its.task('task_updated', 't1', { status: 'needs_review' }))
    desk.happened(its.task('task_rejected', 't1', { status: 'rejected' }))
    timers.advance(10_000)
    desk.happened(its.task('task_updated', 't1', { status: 'needs_review' }))
    expect(shown.map(({ kind }) => kind)).toEqual(['needs_decision', 'rejected', 'needs_decision'])
  })

  it('takes the place of the one before about the same item', () => {
    const { desk, timers, titles } = opened()
    desk.happened(its.task('task_created', 't1'))
    timers.advance(10_000)
    desk.happened(its.task('task_updated', 't1', { status: 'needs_review' }))
    expect(titles()).toEqual(['A task waits for your review'])
  })

  it('goes away when its item is decided, wherever that was', () => {
    const { desk, titles } = opened()
    desk.happened(its.approval('approval_requested', 1))
    desk.happened(its.task('task_created', 't1'))
    desk.happened(its.approval('approval_approved', 1, { state: 'approved' }))
    expect(titles()).toEqual(['A task waits for your decision'])
    desk.happened(its.task('task_approved', 't1', { status: 'approved' }))
    expect(titles()).toEqual([])
  })

  it('of several goes away when the last of them is decided', () => {
    const { desk, timers, titles } = opened()
    for (const number of [1, 2]) desk.happened(its.approval('approval_requested', number))
    timers.advance(5000)
    desk.happened(its.approval('approval_expired', 1, { state: 'expired' }))
    expect(titles()).toEqual(['2 calls wait for your approval'])
    desk.happened(its.approval('approval_denied', 2, { state: 'denied' }))
    expect(titles()).toEqual([])
  })
})

describe('a flood', () => {
  it('ends after six in a minute with one notice that says so, and goes on when there is room', () => {
    const { desk, timers, shown } = opened()
    const calls = (from: number, to: number): void => {
      for (let number = from; number < to; number += 1) {
        desk.happened(its.run('tool_call_failed', `c${number}`))
        timers.advance(1000)
      }
    }
    calls(0, 50)
    expect(shown).toHaveLength(7)
    expect(shown.at(-1)).toMatchObject({ title: 'And more', kind: 'failed', target: { page: 'inbox' } })
    timers.advance(70_000)
    desk.happened(its.run('tool_call_failed', 'later'))
    expect(shown.at(-1)?.title).toBe('A call failed')
  })

  it('of one sort hides nothing of another', () => {
    const { desk, timers, titles } = opened()
    for (let number = 0; number < 60; number += 1) {
      desk.happened(its.task('task_created', `t${number}`))
      desk.happened(its.run('tool_call_failed', `c${number}`))
      timers.advance(1000)
    }
    desk.happened(its.approval('approval_requested', 1))
    expect(titles()).toContain('A call waits for your approval')
  })
})

describe('the settings in force when something is to be shown', () => {
  it('turn all of it off', () => {
    const { desk, timers, shown, become } = opened({ enabled: false })
    desk.happened(its.approval('approval_requested', 1))
    expect(shown).toEqual([])
    timers.advance(10_000)
    become({})
    desk.happened(its.approval('approval_requested', 2))
    expect(shown).toHaveLength(1)
  })

  it('turn kinds off', () => {
    const { desk, shown } = opened({ kinds: ['failed'] })
    desk.happened(its.approval('approval_requested', 1))
    desk.happened(its.run('tool_call_failed', 'c1'))
    expect(shown.map(({ kind }) => kind)).toEqual(['failed'])
  })

  it('keep quiet hours, but for the excepted kinds', () => {
    const { desk, timers, shown, at } = opened({ quiet_hours: { from: '22:00', to: '07:00', except: ['source_lost'] } })
    at(23 * 60)
    desk.happened(its.approval('approval_requested', 1))
    desk.happened(its.source('lost', its.NOW))
    expect(shown.map(({ kind }) => kind)).toEqual(['source_lost'])
    timers.advance(10_000)
    at(8 * 60)
    desk.happened(its.approval('approval_requested', 2))
    expect(shown).toHaveLength(2)
  })

  it('hold for the second look as well', () => {
    const { desk, timers, titles, become } = opened()
    for (const number of [1, 2]) desk.happened(its.approval('approval_requested', number))
    become({ enabled: false })
    timers.advance(5000)
    expect(titles()).toEqual(['A call waits for your approval'])
  })

  it('make it silent', () => {
    const { desk, screen, become } = opened()
    desk.happened(its.approval('approval_requested', 1))
    become({ sound: 'none' })
    desk.happened(its.run('tool_call_failed', 'c1'))
    expect([...screen.values()].map(({ silent }) => silent)).toEqual([false, true])
  })
})

describe('a desk that was closed', () => {
  it('takes everything away, shows nothing more and leaves no timer', () => {
    const { desk, timers, shown, titles } = opened()
    for (const number of [1, 2]) desk.happened(its.approval('approval_requested', number))
    desk.close()
    expect(titles()).toEqual([])
    expect(timers.waiting()).toBe(0)
    desk.happened(its.approval('approval_requested', 3))
    timers.advance(60_000)
    expect(shown).toHaveLength(1)
  })

  it('has forgotten the oldest of very many, so that it does not grow for ever', () => {
    const { desk, screen, timers } = opened()
    for (let number = 0; number < 3000; number += 1) {
      desk.happened(its.task('task_created', `t${number}`))
      if (number % 10 === 0) timers.advance(60_000)
    }
    expect(screen.size).toBeLessThanOrEqual(100)
  })
})
