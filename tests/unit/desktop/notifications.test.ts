import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Settings } from '../../../contract/settings.ts'
import { createEventHub } from '../../../main/core/broadcast/event-hub.ts'
import type { Happened } from '../../../main/core/notices/notice-of-event.ts'
import type { NotificationClass } from '../../../main/electron/notification-screen.ts'
import { APP_ID, openNotifications } from '../../../main/electron/notifications.ts'
import { createManualTimers } from '../../support/manual-timers.ts'
import * as its from '../notices/happenings.ts'

type Options = ConstructorParameters<NotificationClass>[0]
type How = 'works' | 'missing' | 'throws'

/** The notifications of a system, as the app asks for them. */
function opened({ platform = 'darwin' as NodeJS.Platform, how = 'works' as How, notifications = {}, start = its.NOW }) {
  const made: (Options & { closed: boolean; emitter: EventEmitter })[] = []
  class FakeNotification extends EventEmitter {
    readonly #mine
    constructor(options: Options) {
      super()
      if (how === 'throws') throw new Error('no bus')
      this.#mine = { ...options, closed: false, emitter: this as EventEmitter }
    }
    show(): void {
      if (this.#mine !== undefined) made.push(this.#mine)
    }
    close(): void {
      if (this.#mine !== undefined) this.#mine.closed = true
    }
    static isSupported(): boolean {
      return how !== 'missing'
    }
  }
  const timers = createManualTimers(Date.parse(start))
  const hub = createEventHub({ capacity: 10, startSeq: 0, clock: timers.clock })
  const done: unknown[] = []
  const warnings: { fields: object; message: string }[] = []
  const settings = Settings.parse({ notifications })
  const close = openNotifications({
    Notification: FakeNotification as unknown as NotificationClass,
    app: { setAppUserModelId: (id: string) => void done.push(id) },
    ...{ platform, hub, timers, clock: timers.clock, onlooker: its.ANNA, settings: { current: () => settings } },
    show: (target) => void done.push(target),
    logger: {
      info: () => undefined,
      error: () => undefined,
      warn: (fields, message) => void warnings.push({ fields, message }),
    },
  })
  const happens = ({ name, payload }: Happened): void => hub.publish(name, payload as never)
  return { made, done, warnings, happens, close, timers }
}

describe('notifications of the system', () => {
  it('lead to the item when they are clicked, once', () => {
    const { made, done, happens } = opened({})
    happens(its.approval('approval_requested', 1))
    made[0]?.emitter.emit('click', {})
    expect(done).toEqual([{ page: 'approval', id: its.approvalId(1) }])
  })

  it('lead to the sources when one is lost, and go away when it is back', () => {
    const { made, done, happens } = opened({})
    happens(its.source('lost', its.NOW, 'connection refused'))
    expect(made[0]).toMatchObject({ title: 'A source cannot be reached', body: 'telegram: connection refused' })
    happens(its.source('on', its.NOW))
    expect(made[0]?.closed).toBe(true)
    expect(done).toEqual([])
  })

  it('have no buttons and no field to answer in', () => {
    const { made, happens } = opened({})
    happens(its.approval('approval_requested', 1))
    for (const key of ['actions', 'hasReply', 'toastXml', 'icon']) expect(made[0]).not.toHaveProperty(key)
  })

  it.each([
    ['linux', 'Pay ‹b›now‹/b› ＆amp; then', undefined],
    ['darwin', 'Pay <b>now</b> &amp; then', 'needs_decision'],
    ['win32', 'Pay <b>now</b> &amp; then', 'needs_decision'],
  ] as const)('on %s say plain words and are grouped where that is known', (platform, body, groupId) => {
    const { made, happens } = opened({ platform })
    happens(its.approval('approval_requested', 1, { what: 'Pay <b>now</b> &amp; then' }))
    expect(made[0]?.body).toBe(body)
    expect(made[0]?.groupId).toBe(groupId)
  })

  it('are known to Windows under the name of the installed app', () => {
    expect(opened({ platform: 'win32' }).done).toEqual([APP_ID])
    expect(opened({ platform: 'linux' }).done).toEqual([])
    const packaging = readFileSync(join(import.meta.dirname, '../../../electron-builder.yml'), 'utf8')
    expect(/^appId: (.*)$/m.exec(packaging)?.[1]).toBe(APP_ID)
  })

  it('keep quiet by the clock on the wall, wherever that is', () => {
    const now = new Date(its.NOW)
    const time = (minutes: number): string => {
      const then = new Date(now.getTime() + minutes * 60_000)
      return `${String(then.getHours()).padStart(2, '0')}:${String(then.getMinutes()).padStart(2, '0')}`
    }
    const quiet_hours = { from: time(-1), to: time(1) }
    const { made, happens, timers } = opened({ notifications: { quiet_hours } })
    happens(its.approval('approval_requested', 1))
    expect(made).toEqual([])
    timers.advance(61_000)
    happens(its.approval('approval_requested', 2))
    expect(made).toHaveLength(1)
  })

  it.each(['missing', 'throws'] as const)('that are %s are told of once, and break nothing', (how) => {
    const { made, warnings, happens, close } = opened({ how })
    happens(its.approval('approval_requested', 1))
    happens(its.run('tool_call_failed', 'c1'))
    expect(made).toEqual([])
    expect(warnings.map(({ message }) => message)).toEqual([
      'this system shows no notifications: what waits for you is in the inbox',
    ])
    close()
  })

  it('that fail to be shown are told of once', () => {
    const { made, warnings, happens } = opened({})
    happens(its.approval('approval_requested', 1))
    happens(its.run('tool_call_failed', 'c1'))
    for (const { emitter } of made) emitter.emit('failed', {}, 'not allowed')
    expect(warnings).toHaveLength(1)
    expect(warnings[0]?.fields).toEqual({ reason: 'not allowed' })
  })

  it('are taken away at the end, and none follows', () => {
    const { made, happens, close } = opened({})
    happens(its.approval('approval_requested', 1))
    close()
    happens(its.approval('approval_requested', 2))
    expect(made.map(({ closed }) => closed)).toEqual([true])
  })
})
