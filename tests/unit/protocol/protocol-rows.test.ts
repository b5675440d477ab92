import { describe, expect, it } from 'vitest'
import { approvalOf, CRITERIA, rejectionOf, SCOPE } from '../../support/protocol-messages.ts'
import { ADMIN, COORDINATOR, type ProtocolWorld, REVIEWER, TASK } from '../../support/protocol-world.ts'
import { approve, handedIn, started } from './told-world.ts'

const waiting = (world: ProtocolWorld) => world.protocol.rows({ waiting: true, limit: 100 })
const stands = (world: ProtocolWorld) => waiting(world).items.map(({ task_id, phase }) => `${task_id} ${phase}`)

describe('the tasks that go no further without a person', () => {
  it('are those that wait for a decision, are locked, or are to be given out again; no others', async () => {
    const world = await started({ settings: { max_rounds: 2 } })
    expect(stands(world)).toEqual([])
    const first = await handedIn(world)
    expect(stands(world)).toEqual([])
    await world.protocol.verdict(REVIEWER, TASK, approvalOf(first))
    const since = (await world.protocol.view(TASK)).rounds[0]?.verdict?.reviewed_at
    expect(waiting(world)).toEqual({
      items: [
        {
          ...{ task_id: TASK, title: 'Build it', phase: 'awaiting_person', since, round: 1 },
          ...{ rounds_left: 2, due: null, faults: 0 },
        },
      ],
      left_out: 0,
    })
    const second = await world.dispatch()
    expect(stands(world)).toEqual([])
    await world.protocol.withdraw(COORDINATOR, TASK, { dispatch_id: second.dispatch_id, reason: 'not now' })
    expect(waiting(world).items).toMatchObject([{ phase: 'locked', round: 2, rounds_left: 0 }])
    await world.protocol.unlock(ADMIN, TASK, { reason: 'One more round.', base_sha: world.baseSha() })
    expect(stands(world)).toEqual([`${TASK} awaiting_dispatch`])
    await approve(world, 'I finished it by hand.')
    expect(stands(world)).toEqual([])
    expect(world.protocol.rows({ waiting: false, limit: 100 }).items).toMatchObject([{ phase: 'decided' }])
  })

  it('are left to the console for a minute where it gives rejected work out by itself, and no longer', async () => {
    const world = await started({ settings: { redispatch: 'automatic' } })
    const dispatch = await handedIn(world, (honest) => honest, { agent: 'codex' })
    await world.protocol.verdict(REVIEWER, TASK, rejectionOf(dispatch, 'no'))
    expect(stands(world)).toEqual([])
    await world.pass(61)
    expect(stands(world)).toEqual([`${TASK} awaiting_dispatch`])
  })

  it('are also those whose file contradicts itself while agents work', async () => {
    const world = await started()
    await world.dispatch()
    await world.edit((task) => ({ ...task, request_text: 'Build nothing.' }))
    expect(waiting(world).items).toMatchObject([{ phase: 'awaiting_ack', faults: 1, due: { what: 'ack' } }])
  })

  it('come in the order in which they have waited, and those that are too many are counted', async () => {
    const world = await started()
    for (const task_id of ['c', 'a', 'b']) {
      await world.create({ task_id, acceptance_criteria: CRITERIA, declared_scope: SCOPE })
      await world.pass(1)
      const { base_sha } = world.tasks.get(task_id).entry
      const given = { agent: null, reviewer: null, base_sha }
      const { dispatch } = await world.protocol.dispatch(COORDINATOR, task_id as typeof TASK, given)
      const reason = { dispatch_id: dispatch.dispatch_id, reason: 'later' }
      await world.protocol.withdraw(COORDINATOR, task_id as typeof TASK, reason)
    }
    const { items, left_out } = world.protocol.rows({ waiting: true, limit: 2 })
    expect([items.map(({ task_id }) => task_id), left_out]).toEqual([['c', 'a'], 1])
  })
})
