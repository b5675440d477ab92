import { expect, it } from 'vitest'
import { NotificationSettings } from '../../../contract/settings.ts'
import { createAlarm } from '../../../main/core/notices/alarm.ts'

const LOST = { title: 'A recording was lost', body: 'Of the task t1' }
/** Half past two at night, by the clock on the wall. */
const NIGHT = new Date(2026, 0, 31, 2, 30).getTime()
const QUIET = { from: '22:00', to: '07:00' }

async function tellWith(given: object): Promise<[answer: boolean, shown: number]> {
  const shown: object[] = []
  const alarm = createAlarm({
    show: async (notice) => void shown.push(notice),
    settings: () => NotificationSettings.parse(given),
    clock: { now: () => NIGHT },
  })
  return [await alarm(LOST, new AbortController().signal), shown.length]
}

it.each([
  ['is shown when nothing speaks against it', {}, true],
  ['is held back in quiet hours', { quiet_hours: { ...QUIET, except: [] } }, false],
  ['breaks through quiet hours that let failures through', { quiet_hours: { ...QUIET, except: ['failed'] } }, true],
  [
    'does not break through quiet hours that let others through',
    { quiet_hours: { ...QUIET, except: ['rejected'] } },
    false,
  ],
  ['is held back when failures are not told', { kinds: ['rejected'] }, false],
  ['is held back when nothing is told', { enabled: false }, false],
])('an alarm %s', async (_, settings, isShown) => {
  expect(await tellWith(settings)).toEqual([isShown, isShown ? 1 : 0])
})

it('an alarm that the system does not show is a failure', async () => {
  const alarm = createAlarm({
    show: () => Promise.reject(new Error('no notifications')),
    settings: () => NotificationSettings.parse({}),
    clock: { now: () => NIGHT },
  })
  await expect(alarm(LOST, new AbortController().signal)).rejects.toThrow('no notifications')
})
