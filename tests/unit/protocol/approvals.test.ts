import { describe, expect, it } from 'vitest'
import type { Observed } from '../../../contract/protocol.ts'
import type { ProtocolRound } from '../../../contract/protocol-view.ts'
import { approvalOf, echoOf } from '../../support/protocol-messages.ts'
import { ADMIN, callAs, codeOf, EXECUTOR, REVIEWER, TASK } from '../../support/protocol-world.ts'
import { approve, handedIn, started } from './told-world.ts'

describe('what another program wrote', () => {
  it('counts for nothing and is kept, and does not hide a round of the protocol', async () => {
    const world = await started()
    const foreign = {
      dispatch: { by: 'hand' },
      ack: {},
      result: { done: true },
      observed: null,
      verdict: null,
      ended: null,
    }
    await world.edit((task) => ({ ...task, rounds: [foreign] }))
    expect(await world.protocol.view(TASK)).toMatchObject({ phase: 'idle', unreadable_rounds: 1, rounds: [] })
    expect(world.task().status).toBe('needs_review')
    const first = await world.dispatch()
    expect([first.round, world.task().rounds[0]]).toEqual([1, foreign])
    await world.protocol.ack(EXECUTOR, TASK, echoOf(first))
    expect(await world.protocol.view(TASK)).toMatchObject({ phase: 'working', unreadable_rounds: 1 })
  })

  it.each([
    ['the criteria of the dispatch', (round: ProtocolRound) => void round.dispatch.acceptance_criteria.pop()],
    ['the scope of the dispatch', (round: ProtocolRound) => void round.dispatch.declared_scope.push('**')],
    ['the issues of the dispatch', (round: ProtocolRound) => void round.dispatch.issues.push(ISSUE)],
    ['the issues of the verdict', (round: ProtocolRound) => void round.verdict?.issues.push(ISSUE)],
  ])('into %s shows in the view, and blocks an approval', async (_what, change) => {
    const world = await started()
    await world.protocol.verdict(REVIEWER, TASK, approvalOf(await handedIn(world)))
    await world.edit((task) => {
      change(task.rounds[0] as unknown as ProtocolRound)
      return task
    })
    const view = await world.protocol.view(TASK)
    expect(view.faults).not.toEqual([])
    expect(view.ledger).toMatchObject({ status: 'GAPS', blocks_approval: true })
    expect(await codeOf(approve(world, null))).toBe('proof_insufficient')
  })
})

const ISSUE = { issue_id: 'i9', criterion_ref: 'c1', work_log_ref: 'w1', text: 'made up' }

describe('the approval of a task that was dispatched', () => {
  it('needs a reason when files outside the scope were touched, whatever everybody says', async () => {
    const world = await started()
    const dispatch = await handedIn(world, (honest) => ({
      ...honest,
      workspace: honest.workspace === null ? null : { ...honest.workspace, out_of_scope: ['secrets.txt'] },
    }))
    expect(world.lines('scope_violation')[0]?.data).toMatchObject({ files: ['secrets.txt'], count: 1, round: 1 })
    await world.protocol.verdict(REVIEWER, TASK, approvalOf(dispatch))
    expect(await codeOf(approve(world, null))).toBe('proof_insufficient')
    await approve(world, 'The file is mine, I looked.')
    expect(world.lines('ledger_overridden')[0]?.data).toMatchObject({ ledger: 'GAPS', out_of_scope: 1 })
  })

  it('needs a reason once a proof is gone, although nothing else changed', async () => {
    const world = await started()
    const dispatch = await handedIn(world)
    await world.protocol.verdict(REVIEWER, TASK, approvalOf(dispatch))
    world.gone.add(`check-${dispatch.dispatch_id}-c2`)
    const { ledger } = await world.protocol.view(TASK)
    expect(ledger.rows.map(({ status }) => status)).toEqual(['VERIFIED', 'GAPS'])
    expect(await codeOf(approve(world, null))).toBe('proof_insufficient')
  })

  it('needs a reason before a reviewer approved it, and is bound to what was seen', async () => {
    const world = await started()
    await handedIn(world)
    await world.pass(3602)
    expect((await world.protocol.view(TASK)).ledger).toMatchObject({ status: 'VERIFIED', blocks_approval: true })
    expect(await codeOf(approve(world, null))).toBe('proof_insufficient')
    const seen = { decision: 'approve' as const, comment: null, base_sha: 'a'.repeat(64) as never }
    expect(await codeOf(world.protocol.decide(ADMIN, TASK, { ...seen, override_reason: 'I looked.' }))).toBe(
      'write_conflict',
    )
    expect((await approve(world, 'I reviewed it myself.')).task?.status).toBe('approved')
  })

  it('still says why when the log could not take the second line at once', async () => {
    const world = await started()
    await handedIn(world)
    await world.pass(3602)
    world.log.fail('ledger_overridden')
    expect((await approve(world, 'I reviewed it myself.')).task?.status).toBe('approved')
    expect(world.lines('task_approved')[0]?.data['override_reason']).toBe('I reviewed it myself.')
    world.log.mend()
    await world.create({ task_id: 'another' })
    expect(world.lines('ledger_overridden')).toHaveLength(1)
  })

  it('is the reviewer’s where the policy says so, for what the console verified, and makes nobody an admin', async () => {
    const world = await started({ finalApproval: 'reviewer' })
    await world.protocol.verdict(REVIEWER, TASK, approvalOf(await handedIn(world)))
    expect(world.task()).toMatchObject({
      ...{ status: 'approved', admin_approved: false, verdict: { decided_by: 'critic', door: 'http' } },
    })
    expect(world.lines('task_approved')[0]?.data['final_approval']).toBe('reviewer')
  })

  it.each<[string, (honest: Observed) => Observed]>([
    ['a check was not run', (honest) => ({ ...honest, checks: [] })],
    ['a file lies outside the scope', (honest) => ({ ...honest, workspace: outside(honest) })],
    ['nobody looked into the workspace', (honest) => ({ ...honest, workspace: null })],
  ])('stays a person’s, whatever the policy says, when %s', async (_why, change) => {
    const world = await started({ finalApproval: 'reviewer' })
    await world.protocol.verdict(REVIEWER, TASK, approvalOf(await handedIn(world, change)))
    expect([(await world.protocol.view(TASK)).phase, world.task().verdict]).toEqual(['awaiting_person', null])
  })
})

function outside(honest: Observed): Observed['workspace'] {
  const file = { path: 'etc/passwd', change: 'changed' as const, before_sha256: null, after_sha256: null }
  return honest.workspace === null ? null : { ...honest.workspace, files: [file] }
}

describe('an agent that speaks without a route', () => {
  it('cannot say what its role does not say', async () => {
    const world = await started()
    const dispatch = await handedIn(world)
    const executor = callAs('executor', 'agent:codex#1')
    expect(await codeOf(world.protocol.verdict(executor, TASK, approvalOf(dispatch)))).toBe('scope_insufficient')
    expect(
      await codeOf(
        world.protocol.decide(executor, TASK, {
          ...{ decision: 'approve', comment: null, base_sha: world.baseSha(), override_reason: 'I am good.' },
        }),
      ),
    ).toBe('scope_insufficient')
    expect(world.lines('protocol_refused').map(({ data }) => data['message'])).toEqual(['verdict', 'decision'])
  })
})
