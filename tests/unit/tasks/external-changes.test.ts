import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createCore } from '../../support/core-parts.ts'

const VERDICT = { decision: 'approve', decided_by: 'operator', decided_at: '2026-01-01T00:00:00Z', door: 'console' }
const file = (more: object): string =>
  JSON.stringify({
    ...{ task_id: 'a', source: 'api', request_text: 'x', created_at: '2026-01-01T00:00:00Z', correlation_id: 'c' },
    ...more,
  })

describe('the line about another program that changed a file', () => {
  it.each([
    ['is new', null, file({}), false],
    ['is new and comes with a verdict', null, file({ verdict: VERDICT }), true],
    ['got another title', file({}), file({ title: 'Another' }), false],
    ['got a verdict', file({}), file({ verdict: VERDICT, admin_approved: true }), true],
    ['got the mark of approval alone', file({}), file({ admin_approved: true }), true],
    ['lost its verdict', file({ verdict: VERDICT }), file({}), true],
    [
      'kept its verdict, with the members in another order',
      file({ verdict: VERDICT }),
      file({ verdict: reversed(VERDICT) }),
      false,
    ],
    ['can no longer be read as a task', file({ verdict: VERDICT }), '{', false],
  ])('says whether the verdict differs: a task that %s', async (_what, before, after, differs) => {
    const core = await createCore()
    const path = join(core.folder, 'a.json')
    if (before !== null) {
      await writeFile(path, before)
      await core.store.refresh('a')
    }
    await writeFile(path, after)
    const change = await core.store.refresh('a')
    if (change === null) throw new Error('not noticed')
    await core.noticed(change)
    const lines = core.log.events.filter(({ type }) => type === 'ssot_external_change')
    expect(lines.map(({ data }) => data['verdict_changed'])).toEqual([differs])
  })
})

function reversed(object: object): object {
  return Object.fromEntries(Object.entries(object).reverse())
}
