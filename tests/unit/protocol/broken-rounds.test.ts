import { describe, expect, it } from 'vitest'
import type { ProtocolRound } from '../../../contract/protocol-view.ts'
import type { Task } from '../../../contract/task.ts'
import { approvalOf, echoOf, resultOf } from '../../support/protocol-messages.ts'
import { ADMIN, codeOf, EXECUTOR, REVIEWER, TASK } from '../../support/protocol-world.ts'
import { approve, handedIn, started } from './told-world.ts'

const LONG = 'x'.repeat(5000)
const failed = (detail: string) => ({ reason: 'agent_failed' as const, detail, difference: [] })

describe('the end of a round', () => {
  it.each([
    ['of any length', LONG],
    ['cut in the middle of a character', `${'x'.repeat(3999)}\u{1f600}`],
  ])('keeps the words of a program %s so that it can be read again', async (_what, detail) => {
    const world = await started()
    const { dispatch_id } = await world.dispatch()
    await world.protocol.endRound(TASK, dispatch_id, failed(detail), 'executor')
    const view = await world.protocol.view(TASK)
    expect(view).toMatchObject({ phase: 'awaiting_dispatch', unreadable_rounds: 0, faults: [], rounds_left: 2 })
    expect(view.rounds[0]?.ended?.detail).toHaveLength(4000)
    expect(view.rounds[0]?.ended?.detail.isWellFormed()).toBe(true)
  })

  it('that was the console’s own doing counts for no round', async () => {
    const world = await started({ settings: { max_rounds: 1 } })
    const { dispatch_id } = await world.dispatch()
    const ending = { reason: 'console_stopped' as const, detail: 'The console was stopped.', difference: [] }
    await world.protocol.endRound(TASK, dispatch_id, ending, 'executor')
    expect(await world.protocol.view(TASK)).toMatchObject({ phase: 'awaiting_dispatch', rounds_left: 1 })
    await world.protocol.endRound(TASK, (await world.dispatch()).dispatch_id, failed(''), 'executor')
    expect((await world.protocol.view(TASK)).phase).toBe('locked')
  })
})

describe('a message that would not be read again', () => {
  it('is refused with a line in the log, and changes nothing', async () => {
    const world = await started()
    const dispatch = await world.dispatch()
    await world.protocol.ack(EXECUTOR, TASK, echoOf(dispatch))
    const before = world.baseSha()
    const result = resultOf(dispatch)
    const [entry] = result.work_log
    if (entry === undefined) throw new Error('no work')
    const tooLong = { ...result, work_log: [{ ...entry, text: 'x'.repeat(8001) }] }
    expect(await codeOf(world.protocol.result(EXECUTOR, TASK, tooLong))).toBe('validation_failed')
    expect([world.baseSha(), world.told]).toEqual([before, ['dispatched 1']])
    expect(world.lines('protocol_refused').at(-1)?.data).toMatchObject({ message: 'result' })
    await world.protocol.result(EXECUTOR, TASK, result)
    expect((await world.protocol.view(TASK)).phase).toBe('observing')
  })
})

describe('a round of the protocol that cannot be read any more', () => {
  const spoil = (task: Task): Task => {
    const round = task.rounds.at(-1) as unknown as ProtocolRound
    Object.assign(round, { ended: { reason: 'agent_failed', at: round.dispatch.dispatched_at, detail: LONG } })
    return task
  }

  it('is a fault: the task is not approved without a reason, and takes neither another scope nor another dispatch', async () => {
    const world = await started()
    await world.dispatch()
    await world.edit(spoil)
    const view = await world.protocol.view(TASK)
    expect(view).toMatchObject({ unreadable_rounds: 1, rounds: [], ledger: { status: 'GAPS', blocks_approval: true } })
    expect(view.faults).toEqual(['rounds[0] names a dispatch and cannot be read'])
    expect(await codeOf(world.dispatch({ declared_scope: ['**'] }))).toBe('protocol_out_of_order')
    expect(await codeOf(approve(world, null))).toBe('proof_insufficient')
    expect((await approve(world, 'I did it by hand.')).task?.status).toBe('approved')
    expect(world.lines('ledger_overridden')[0]?.data).toMatchObject({ ledger: 'GAPS', review: 'none' })
  })

  it('does not make the round before it the one that is approved', async () => {
    const world = await started()
    await world.protocol.verdict(REVIEWER, TASK, approvalOf(await handedIn(world)))
    await world.dispatch()
    await world.edit(spoil)
    expect((await world.protocol.view(TASK)).ledger).toMatchObject({ status: 'GAPS', blocks_approval: true })
    expect(await codeOf(approve(world, null))).toBe('proof_insufficient')
  })
})

describe('the list of locks', () => {
  const lock = (at: string) => ({
    ...{ locked_at: at, after_round: 0, reason: 'full' },
    ...{ unlocked_at: at, unlocked_by: 'olga', unlock_reason: 'once more' },
  })

  it('that is full keeps a task locked, and its file readable', async () => {
    const world = await started({ settings: { max_rounds: 1 } })
    const { dispatch_id, dispatched_at } = await world.dispatch()
    await world.edit((task) => ({ ...task, locks: Array.from({ length: 100 }, () => lock(dispatched_at)) }))
    await world.protocol.endRound(TASK, dispatch_id, failed('gone'), 'executor')
    expect([world.task().locks.length, (await world.protocol.view(TASK)).phase]).toEqual([100, 'locked'])
    expect(await codeOf(world.dispatch())).toBe('task_locked')
    const unlock = { reason: 'One more round.', base_sha: world.baseSha() }
    expect(await codeOf(world.protocol.unlock(ADMIN, TASK, unlock))).toBe('protocol_out_of_order')
    expect(world.task().locks).toHaveLength(100)
  })
})
