import { describe, expect, it } from 'vitest'
import type { Task } from '../../../contract/task.ts'
import type { MappedDelivery } from '../../../main/core/ingest/task-mapping.ts'
import { deliveryGuid } from '../../support/github-stand-in/delivery-guid.ts'
import { answer, delivered, edit, issue, opened, repository } from '../../support/github-stand-in/github-events.ts'
import { fold } from '../../support/github-stand-in/github-fold.ts'

const SECOND = '2026-01-31T10:00:00Z'
const guid = (ticks: number): string => deliveryGuid(Date.parse(SECOND), ticks)
/** All of the same second, as the issue's own time says it. */
const event = (delivery_id: string, action: string, more: object): MappedDelivery => ({
  ...delivered('issues', { action, repository, issue: issue({ updated_at: SECOND, ...more }) }),
  delivery_id,
})
/** Every order in which these may come. */
function orders<T>(all: readonly T[]): T[][] {
  if (all.length < 2) return [[...all]]
  return all.flatMap((one, place) => orders(all.toSpliced(place, 1)).map((rest) => [one, ...rest]))
}
/** What the task says of the words and the state after each order of arrival, each once. */
function endings(all: readonly MappedDelivery[]): string[] {
  const said = orders(all).map((sent) => fold(sent).map((task) => `${task.title}, ${task.external_ref?.state}`))
  return [...new Set(said.flat())]
}

describe('events of one second', () => {
  const story: readonly (readonly [action: string, more: object])[] = [
    ['opened', { title: 'First' }],
    ['edited', { title: 'Second' }],
    ['closed', { title: 'Second', state: 'closed' }],
    ['reopened', { title: 'Second' }],
    ['edited', { title: 'Third' }],
    ['labeled', { title: 'Third' }],
  ]
  it.each(story.map((_, place) => place + 1).slice(1))(
    'end as GitHub made them, in whatever order they come (the first %i of a story)',
    (length) => {
      const told = story.slice(0, length).map(([action, more], place) => event(guid(place * 3), action, more))
      const [, last] = story[length - 1] ?? []
      const { title, state = 'open' } = last as { title: string; state?: string }
      expect(endings(told)).toEqual([`${title}, ${state}`])
    },
  )
  it('are put in order by the time in the ids, not by their text', () => {
    const earlier = event('ffffffff-cc78-11e3-81ab-4c9367dc0958', 'opened', { title: 'Earlier' })
    const later = event('00000000-CC79-11E3-81AB-4C9367DC0958', 'edited', { title: 'Later' })
    expect(endings([earlier, later])).toEqual(['Later, open'])
  })
  it("know the time of the id in GitHub's documentation", () => {
    const [task] = fold([event('72d3162e-cc78-11e3-81ab-4c9367dc0958', 'opened', {})])
    expect(task?.external_ref?.order_key).toMatch(/^1e3cc7872d3162e\.0\.[0-9a-f]{32}$/)
  })
  it.each(['f47ac10b-58cc-4372-a567-0e02b2c3d479', '017f22e2-79b0-7cc3-98c4-dc0c0c07398f', 'd1'])(
    'take no time from %s, which holds none, or none of that kind',
    (id) => {
      expect(fold([event(id, 'opened', {})])[0]?.external_ref?.order_key).toMatch(/^0{15}\.0\./)
    },
  )
  it('without times in their ids begin with the opening and end with closing and reopening', () => {
    const told = [event('a', 'labeled', { title: 'Two' }), event('b', 'opened', { title: 'One' })]
    expect(endings(told)).toEqual(['Two, open'])
    expect(endings([...told, event('c', 'closed', { state: 'closed', title: 'Two' })])).toEqual(['Two, closed'])
    const reopened = event('d', 'reopened', { title: 'Two' })
    expect(endings([...told, event('c', 'closed', { state: 'closed' }), reopened])).toEqual(['Two, open'])
  })
  it('of which only some have a time end the same all the same', () => {
    const told = [
      event(guid(0), 'reopened', { title: 'One' }),
      event('x', 'closed', { title: 'Two', state: 'closed' }),
      event(guid(5), 'edited', { title: 'Three' }),
      event('y', 'edited', { title: 'Four' }),
    ]
    expect(endings([event('z', 'opened', {}), ...told])).toEqual(['Three, open'])
  })
  it('that show the same words are remembered, so that one from between them does not pass for the latest', () => {
    const told = [
      event(guid(0), 'opened', { title: 'Same' }),
      event(guid(1), 'edited', { title: 'Other' }),
      event(guid(2), 'labeled', { title: 'Same' }),
    ]
    expect(endings(told)).toEqual(['Same, open'])
  })
})

describe('a task of an older version, which holds no order key', () => {
  const held = (received_at: string | null): Task => {
    const task = opened()
    const ref = task.external_ref
    return { ...task, external_ref: ref === null ? null : { ...ref, order_key: null, received_at } }
  }
  const words = (current: Task) => {
    const given = answer(delivered('issues', edit({ title: 'In the same second' })), current)
    return given !== null && 'task' in given ? given.task.title : given
  }
  it('takes what was received later within its second', () => {
    expect(words(held('2026-01-31T23:59:59.000Z'))).toBe('In the same second')
    expect(words(held(null))).toBe('In the same second')
  })
  it('is not rolled back by what was received earlier within its second', () => {
    expect(words(held('2026-02-01T00:00:01.000Z'))).toHaveProperty('stale')
  })
})
