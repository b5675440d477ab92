import { describe, expect, it } from 'vitest'
import type { Dispatch } from '../../../contract/protocol.ts'
import { approvalOf, CRITERIA, echoOf, rejectionOf, resultOf, SCOPE } from '../../support/protocol-messages.ts'
import {
  ADMIN,
  codeOf,
  EXECUTOR,
  goodObservation,
  protocolWorld,
  REVIEWER,
  TASK,
} from '../../support/protocol-world.ts'
import { approve, handedIn, started } from './told-world.ts'

describe('a round', () => {
  it('tells whoever drives agents of each step, once, and in order', async () => {
    const world = await started()
    const first = await handedIn(world)
    await world.protocol.result(EXECUTOR, TASK, resultOf(first))
    await world.protocol.verdict(REVIEWER, TASK, rejectionOf(first, 'no'))
    await world.protocol.verdict(REVIEWER, TASK, rejectionOf(first, 'no'))
    const second = await handedIn(world)
    await world.protocol.verdict(REVIEWER, TASK, approvalOf(second))
    expect(world.told).toEqual([
      ...['dispatched 1', 'result 1', 'observed 1', 'reject 1'],
      ...['dispatched 2', 'result 2', 'observed 2', 'approve 2'],
    ])
    expect(world.task().issues).toEqual([])
    expect((await world.protocol.view(TASK)).ledger).toMatchObject({ status: 'VERIFIED', blocks_approval: false })
    expect((await approve(world, null)).task?.status).toBe('approved')
    expect(world.lines('ledger_overridden')).toHaveLength(0)
  })

  it('has its place in the file and its line in the log before anybody is told, and is told also while a line is owed', async () => {
    const world = await started()
    const first = await world.dispatch()
    await world.protocol.ack(EXECUTOR, TASK, echoOf(first))
    world.log.fail('task_result_received')
    expect(await codeOf(world.protocol.result(EXECUTOR, TASK, resultOf(first)))).toBe('audit_unavailable')
    expect((await world.protocol.view(TASK)).phase).toBe('observing')
    expect(world.told).toEqual(['dispatched 1', 'result 1'])
    world.log.mend()
    await world.protocol.result(EXECUTOR, TASK, resultOf(first))
    expect(world.told).toEqual(['dispatched 1', 'result 1'])
  })

  it('is not begun when its intent cannot be written', async () => {
    const world = await started()
    world.log.fail('task_write_intended')
    expect(await codeOf(world.dispatch())).toBe('audit_unavailable')
    expect([world.told, world.task().rounds]).toEqual([[], []])
  })

  it('is over for its agents when another program takes it out of the file or decides the task', async () => {
    const world = await started()
    await world.dispatch()
    await world.edit((task) => ({ ...task, rounds: [] }))
    const payload = { seq: 1, ts: new Date(world.clock.now()).toISOString(), correlation_id: 'c', task_id: TASK }
    world.hub.publish('ssot_external_change', { ...payload, change: 'changed', task: null })
    expect(world.told).toEqual(['dispatched 1', 'ended withdrawn'])
  })

  it('is ended by a person who rejects the task, and can be withdrawn only while it is open', async () => {
    const world = await started()
    const { dispatch_id } = await world.dispatch()
    const base_sha = world.baseSha()
    const rejected = { decision: 'reject' as const, comment: 'not wanted', base_sha, override_reason: null }
    await world.protocol.decide(ADMIN, TASK, rejected)
    await world.settle()
    expect(world.told).toEqual(['dispatched 1', 'ended withdrawn'])
    expect(await world.protocol.view(TASK)).toMatchObject({
      ...{ phase: 'decided', rounds: [{ ended: { reason: 'withdrawn' } }] },
    })
    const withdrawal = world.protocol.withdraw(ADMIN, TASK, { dispatch_id, reason: 'too late' })
    expect(await codeOf(withdrawal)).toBe('protocol_out_of_order')
  })

  it('ends for a reason of the console, once, and only if it is the open one', async () => {
    const world = await started()
    const first = await world.dispatch()
    const ending = { reason: 'agent_failed' as const, detail: 'exit code 1', difference: [] }
    await world.protocol.endRound(TASK, 'another000000000' as Dispatch['dispatch_id'], ending, 'executor')
    expect((await world.protocol.view(TASK)).phase).toBe('awaiting_ack')
    await world.protocol.endRound(TASK, first.dispatch_id, ending, 'reviewer')
    expect((await world.protocol.view(TASK)).phase).toBe('awaiting_ack')
    await world.protocol.endRound(TASK, first.dispatch_id, ending, 'executor')
    await world.protocol.endRound(TASK, first.dispatch_id, ending, 'executor')
    expect(world.lines('round_ended').map(({ data }) => data['reason'])).toEqual(['agent_failed'])
    expect(world.told).toEqual(['dispatched 1', 'ended agent_failed'])
  })

  it('is not given to an agent that whoever drives agents does not know', async () => {
    const world = await started()
    expect(await codeOf(world.dispatch({ agent: 'missing' }))).toBe('agent_not_found')
    expect((await world.dispatch({ agent: 'codex' })).agent).toBe('codex')
    expect(world.lines('protocol_refused')).toHaveLength(1)
  })

  it('is looked at by nobody when nobody drives agents, and goes on to its reviewer', async () => {
    const world = await protocolWorld()
    await world.create({ acceptance_criteria: CRITERIA, declared_scope: SCOPE })
    await world.protocol.start()
    const first = await world.dispatch()
    await world.protocol.ack(EXECUTOR, TASK, echoOf(first))
    await world.protocol.result(EXECUTOR, TASK, resultOf(first))
    await world.settle()
    const view = await world.protocol.view(TASK)
    expect(view.phase).toBe('awaiting_review')
    expect(view.ledger.rows.map(({ status, verified }) => [status, verified?.state])).toEqual([
      ...[
        ['UNVERIFIED', 'not_run'],
        ['UNVERIFIED', 'not_run'],
      ],
    ])
  })

  it('reads its numbers anew every time', async () => {
    const world = await started()
    world.setSettings({ ack_seconds: 7, result_seconds: 90, max_rounds: 1 })
    const { dispatched_at, ack_by, deadline } = await world.dispatch()
    const secondsUntil = (instant: string) => (Date.parse(instant) - Date.parse(dispatched_at)) / 1000
    expect([secondsUntil(ack_by), secondsUntil(deadline)]).toEqual([7, 90])
    await world.pass(9)
    expect((await world.protocol.view(TASK)).phase).toBe('locked')
  })

  it('takes no more than the file of the task can hold', async () => {
    const world = await started()
    const first = await world.dispatch()
    await world.protocol.ack(EXECUTOR, TASK, echoOf(first))
    const result = resultOf(first)
    const work_log = Array.from({ length: 1000 }, (_, index) => ({
      ...{ entry_id: `w${index + 1}`, started_at: first.dispatched_at, finished_at: null, text: 'x'.repeat(4000) },
      ...{ command: null, exit_code: null, files: [] },
    }))
    expect(await codeOf(world.protocol.result(EXECUTOR, TASK, { ...result, work_log }))).toBe('result_invalid')
    await world.protocol.result(EXECUTOR, TASK, resultOf(first))
    const honest = await goodObservation(world, first, [])
    const files = Array.from({ length: 2000 }, (_, index) => ({
      ...{ path: `src/${index}${'x'.repeat(1900)}`, change: 'added' as const, before_sha256: null, after_sha256: null },
    }))
    const workspace = { files, out_of_scope: [], complete: true, diff: null }
    await world.protocol.observe(TASK, first.dispatch_id, { ...honest, workspace })
    const seen = (await world.protocol.view(TASK)).rounds[0]?.observed?.workspace
    expect([seen?.complete, seen?.files.length]).toEqual([false, 100])
  })

  it('notes signs of life that come all at once in one line', async () => {
    const world = await started()
    const first = await world.dispatch()
    await world.protocol.ack(EXECUTOR, TASK, echoOf(first))
    const beat = () => world.protocol.heartbeat(EXECUTOR, TASK, { dispatch_id: first.dispatch_id, note: 'on it' })
    for (let count = 0; count < 100; count += 1) await beat()
    await world.pass(2)
    const taken = await beat()
    expect(Date.parse(taken.next_by) - Date.parse(taken.at)).toBe(first.heartbeat_seconds * 1000)
    expect(world.lines('heartbeat_received').map(({ data }) => data['count'])).toEqual([1, 100])
  })
})
