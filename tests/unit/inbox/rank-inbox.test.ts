import { describe, expect, it } from 'vitest'
import type { Approval } from '../../../contract/approval.ts'
import type { TaskSummary } from '../../../contract/task.ts'
import { createInbox } from '../../../main/core/inbox/inbox-service.ts'
import { rankInbox } from '../../../main/core/inbox/rank-inbox.ts'
import { AppError } from '../../../main/core/kernel/app-error.ts'
import { summaryOf } from '../../../main/core/tasks/task-entry.ts'
import { AGENT, callOf, openGate, refusalOf } from '../../support/gate-world.ts'

const approval = (id: string, side_effect_level: Approval['side_effect_level'], expires: string, created: string) =>
  ({
    ...{
      approval_id: id,
      side_effect_level,
      expires_at: `2026-01-31T${expires}:00Z`,
      created_at: `2026-01-31T${created}:00Z`,
    },
  }) as Approval
const task = (task_id: string, status: TaskSummary['status'], created: string, updated = created) =>
  ({ task_id, status, created_at: `2026-01-31T${created}:00Z`, updated_at: `2026-01-31T${updated}:00Z` }) as TaskSummary
const names = (items: ReturnType<typeof rankInbox>['items']) =>
  items.map((item) => (item.kind === 'approval' ? item.approval.approval_id : item.task.task_id))

describe('the order of the inbox', () => {
  it('is the gravest side effect, then the least time left, then the longest wait; then tasks', () => {
    const { items, more } = rankInbox(
      [
        approval('write', 'local_write', '09:31', '09:00'),
        approval('publish-later', 'external_publish', '09:50', '09:00'),
        approval('notify', 'external_notify', '09:31', '09:00'),
        approval('publish-young', 'external_publish', '09:40', '09:20'),
        approval('publish-old', 'external_publish', '09:40', '09:10'),
      ],
      [
        task('new', 'pending', '09:00'),
        task('review', 'needs_review', '08:00', '09:20'),
        task('old', 'pending', '08:30'),
      ],
      100,
    )
    expect(names(items)).toEqual([
      ...['publish-old', 'publish-young', 'publish-later', 'notify', 'write'],
      ...['review', 'old', 'new'],
    ])
    expect(items.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(items.map(({ waiting_since }) => waiting_since.slice(11, 16)).slice(-3)).toEqual(['09:20', '08:30', '09:00'])
    expect(more).toBe(0)
  })

  it('is cut at the end, and says how many are beyond', () => {
    const approvals = Array.from({ length: 3 }, (_, n) => approval(`a${n}`, 'local_write', '09:31', `09:0${n}`))
    const { items, more } = rankInbox(approvals, [task('t1', 'pending', '09:00'), task('t2', 'pending', '09:01')], 4)
    expect([names(items), more]).toEqual([['a0', 'a1', 'a2', 't1'], 1])
    expect(rankInbox(approvals, [task('t1', 'pending', '09:00')], 2)).toMatchObject({ more: 2 })
  })
})

describe('the inbox', () => {
  async function opened() {
    const gate = await openGate()
    let failure: string | null = null
    let away = false
    let index = gate.book.approvals
    const inbox = createInbox({
      ...{ approvals: gate.approvals, tasks: gate.store, clock: gate.clock, summaryOf },
      index: { pendingIds: () => index.pendingIds() },
      tasksAway: () => away,
      log: { head: () => ({ ...gate.log.head(), failure }) },
    })
    const breakLog = (why: string) => {
      failure = why
    }
    const breakIndex = (pendingIds: typeof index.pendingIds) => {
      index = { ...index, pendingIds }
    }
    const loseTasks = () => {
      away = true
    }
    return { ...gate, inbox, breakLog, breakIndex, loseTasks }
  }

  it('holds what waits, until it does not wait any more', async () => {
    const gate = await opened()
    expect(gate.inbox.read().items).toMatchObject([{ kind: 'task', rank: 1 }])
    await refusalOf(gate.tools.execute(AGENT, callOf({})))
    const { items, parts } = gate.inbox.read()
    expect(items).toMatchObject([{ kind: 'approval' }, { kind: 'task', task: { task_id: 't1' } }])
    expect(parts).toMatchObject([
      { part: 'approvals', state: 'ok', waiting: 1 },
      { part: 'tasks', state: 'ok', waiting: 1 },
    ])
    const { tools } = gate
    await gate.changeTask({ verdict: { ...VERDICT, decision: 'reject' } })
    await expect.poll(() => gate.inbox.read().items).toEqual([])
    await tools.close()
  })

  it('never says that nothing waits when it cannot know', async () => {
    const gate = await opened()
    await refusalOf(gate.tools.execute(AGENT, callOf({})))
    gate.breakIndex(() => {
      throw new AppError('audit_unavailable', 'index.sqlite: disk I/O error')
    })
    expect(gate.inbox.read().parts[0]).toMatchObject({
      ...{
        state: 'unreachable',
        waiting: null,
        reason: 'The audit index cannot be asked: index.sqlite: disk I/O error',
      },
    })
    gate.breakIndex(() => ['ap-lost'])
    expect(gate.inbox.read().parts[0]).toMatchObject({
      state: 'unreachable',
      reason: 'The audit log tells of 1 more that wait',
    })
    gate.breakLog('ENOSPC')
    expect(gate.inbox.read().parts[0]).toMatchObject({ reason: 'The audit log cannot be written: ENOSPC' })
    expect(gate.inbox.read().items[0]).toMatchObject({ kind: 'approval' })
  })

  it('never says that no task waits while the folder of the tasks is gone', async () => {
    const gate = await opened()
    gate.loseTasks()
    expect(gate.inbox.read().parts[1]).toMatchObject({
      ...{ part: 'tasks', state: 'unreachable', waiting: null, reason: expect.stringMatching(/ssot\/ is gone/) },
    })
  })
})

const VERDICT = {
  ...{ comment: null, decided_by: 'anna', decided_at: '2026-01-31T09:30:00.000Z', door: 'console' as const },
}
