import { describe, expect, it } from 'vitest'
import type { Task } from '../../../contract/task.ts'
import { SYSTEM } from '../../../main/core/kernel/call.ts'
import { requestSha } from '../../../main/core/protocol/requested.ts'
import { approvalOf, rejectionOf } from '../../support/protocol-messages.ts'
import { ADMIN, codeOf, REVIEWER, TASK } from '../../support/protocol-world.ts'
import { approve, handedIn, started } from './told-world.ts'

const AT = '2026-01-31T09:30:00.000Z'
const BY_ITSELF = { actor: SYSTEM, correlation_id: 'c' }
const amended = (text: string) => (task: Task) => ({
  ...task,
  amendments: [...task.amendments, { amended_at: AT, text, delivery_id: 'd1' }],
})
const ISSUE: Task['external_ref'] = {
  ...{
    kind: 'github_issue',
    repository: 'quay/pier',
    number: 7,
    url: null,
    state: 'open',
    head_commit: 'a'.repeat(40),
  },
  ...{ updated_at: AT, order_key: null, received_at: null },
}

describe('what the reviewer approved', () => {
  it('is given out again when its gaps are to be closed, and the round counts as a rejected one', async () => {
    const world = await started()
    const unchecked = await handedIn(world, (honest) => ({ ...honest, checks: [] }))
    await world.protocol.verdict(REVIEWER, TASK, approvalOf(unchecked))
    expect(await codeOf(approve(world, null))).toBe('proof_insufficient')
    expect((await world.protocol.view(TASK)).rounds_left).toBe(3)
    const second = await handedIn(world)
    expect([second.round, second.issues]).toEqual([2, []])
    expect((await world.protocol.view(TASK)).rounds_left).toBe(2)
    await world.protocol.verdict(REVIEWER, TASK, approvalOf(second))
    expect((await approve(world, null)).task?.status).toBe('approved')
  })

  it('is not given out for more rounds than there are, until an admin says why', async () => {
    const world = await started({ settings: { max_rounds: 1 } })
    await world.protocol.verdict(REVIEWER, TASK, approvalOf(await handedIn(world)))
    expect(await codeOf(world.dispatch())).toBe('task_locked')
    expect((await world.protocol.view(TASK)).phase).toBe('awaiting_person')
    const unlock = { reason: 'The gaps are worth it.', base_sha: world.baseSha() }
    expect((await world.protocol.unlock(ADMIN, TASK, unlock)).phase).toBe('awaiting_person')
    expect((await world.dispatch()).round).toBe(2)
  })
})

describe('a request that changes after it was given out', () => {
  it.each<[string, (task: Task) => Task]>([
    ['an amendment', amended('Build it in red.')],
    ['other words', (task) => ({ ...task, request_text: 'Build nothing.' })],
    ['another title', (task) => ({ ...task, title: 'Something else' })],
    ['another commit', (task) => ({ ...task, external_ref: ISSUE })],
    ['a file more', (task) => ({ ...task, attachments: [FILE] })],
  ])('is not covered by the approval that was given for the one before: %s', async (_what, change) => {
    const world = await started()
    const dispatch = await handedIn(world)
    await world.edit(change)
    await world.protocol.verdict(REVIEWER, TASK, approvalOf(dispatch))
    const view = await world.protocol.view(TASK)
    expect(view.faults).toEqual(['the task asks for something else than round 1 was given'])
    expect(view.ledger).toMatchObject({ status: 'GAPS', blocks_approval: true })
    expect(await codeOf(approve(world, null))).toBe('proof_insufficient')
    const again = await handedIn(world)
    expect(again.request_sha256).not.toBe(dispatch.request_sha256)
    expect((await world.protocol.view(TASK)).ledger.status).toBe('VERIFIED')
  })

  it('is not approved by the reviewer alone, whatever the policy says', async () => {
    const world = await started({ finalApproval: 'reviewer' })
    const dispatch = await handedIn(world)
    await world.edit(amended('Delete the pier.'))
    await world.protocol.verdict(REVIEWER, TASK, approvalOf(dispatch))
    expect([(await world.protocol.view(TASK)).phase, world.task().verdict]).toEqual(['awaiting_person', null])
  })

  it('is given out again by a person, not by the console itself, which says so once', async () => {
    const world = await started()
    await world.protocol.verdict(REVIEWER, TASK, rejectionOf(await handedIn(world), 'no'))
    await world.edit(amended('Delete the pier.'))
    const steps: string[] = []
    world.hub.observe((name, payload) => {
      if (name === 'protocol_changed' && 'step' in payload) steps.push(payload.step)
    })
    for (let attempt = 0; attempt < 3; attempt += 1)
      expect(await codeOf(world.dispatch({}, BY_ITSELF))).toBe('protocol_out_of_order')
    expect(steps).toEqual(['protocol_refused'])
    expect((await world.dispatch()).round).toBe(2)
  })

  it('is still the same when only the world around it moved on', () => {
    const base = { title: 'a', request_text: 'b', amendments: [], attachments: [], external_ref: ISSUE }
    const closed = { ...base, external_ref: { ...ISSUE, state: 'closed', updated_at: null } }
    expect(requestSha(closed)).toBe(requestSha(base))
    const saidBefore = { amended_at: AT, text: 'b', delivery_id: 'd1' }
    expect(requestSha({ ...base, amendments: [saidBefore] })).toBe(requestSha(base))
  })
})

const FILE: Task['attachments'][number] = {
  ...{ attachment_id: 'a1', kind: 'photo', file_id: 'f1', name: null, media_type: null, bytes: null },
  ...{ state: 'waiting', reason: null, package_id: null },
}
