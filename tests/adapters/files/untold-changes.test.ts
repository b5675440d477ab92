import { describe, expect, it } from 'vitest'
import type { Sha256 } from '../../../contract/ids.ts'
import { createUntoldChanges } from '../../../main/adapters/files/untold-changes.ts'
import { createEntry, type TaskEntry } from '../../../main/core/tasks/task-entry.ts'
import { parseTaskFile } from '../../../main/core/tasks/task-file.ts'
import type { ExternalChange, NoticedChange } from '../../../main/core/tasks/task-store.ts'

function entry(task_id: string, digit: string): TaskEntry {
  const source = {
    task_id,
    source: 'api',
    request_text: digit,
    created_at: '2026-01-01T00:00:00Z',
    correlation_id: 'c',
  }
  const parsed = parseTaskFile(task_id, JSON.stringify(source))
  return createEntry({
    ...{ task_id, base_sha: digit.repeat(64) as Sha256, task: parsed.ok ? parsed.task : null },
    ...{ invalid_reason: null, last_good: null, file_ms: 0 },
  })
}
const noticed = (
  task_id: string,
  change: ExternalChange,
  before: string | null,
  after: string | null,
): NoticedChange => ({
  ...{ task_id, change },
  before: before === null ? null : entry(task_id, before),
  after: after === null ? null : entry(task_id, after),
})

function teller() {
  const told: (string | undefined)[][] = []
  const state = { down: true }
  const untold = createUntoldChanges(async ({ task_id, change, before, after }) => {
    if (state.down) throw new Error('down')
    told.push([task_id, change, before?.base_sha[0], after?.base_sha[0]])
  })
  return { told, state, untold }
}

describe('changes that could not be told', () => {
  it('are told before newer ones, in their order', async () => {
    const { told, state, untold } = teller()
    expect(await untold.tellAll([noticed('b', 'added', null, '1'), noticed('a', 'added', null, '1')])).not.toBeNull()
    expect(untold.size).toBe(2)
    state.down = false
    expect(await untold.tellAll([noticed('c', 'deleted', '1', null)])).toBeNull()
    expect(told.map(([id]) => id)).toEqual(['b', 'a', 'c'])
    expect(untold.size).toBe(0)
  })
  it('of one task are told as one, from what was last told to what now is', async () => {
    const { told, state, untold } = teller()
    await untold.tellAll([
      noticed('a', 'changed', '1', '2'),
      noticed('b', 'added', null, '1'),
      noticed('c', 'added', null, '1'),
    ])
    await untold.tellAll([
      noticed('a', 'changed', '2', '3'),
      noticed('b', 'changed', '1', '2'),
      noticed('c', 'deleted', '1', null),
    ])
    state.down = false
    await untold.tellAll([noticed('a', 'deleted', '3', null)])
    expect(told).toEqual([
      ['a', 'deleted', '1', undefined],
      ['b', 'added', undefined, '2'],
    ])
  })
})
