import { describe, expect, it } from 'vitest'
import {
  AGENT,
  callOf,
  createGateWorld,
  type GateConsole,
  type GateWorld,
  person,
  START_MS,
} from '../../support/gate-world.ts'
import { begunIn, ended, outcomeOf, startAgain } from './taken-up-world.ts'

const PUBLISHING = { name: 'test.publish', side_effect_level: 'external_publish' } as const
const TELLING = { name: 'test.tell', side_effect_level: 'external_notify' } as const
const ALLOW_TELLING = {
  version: 1,
  rules: [{ id: 'telling', match: { levels: ['external_notify'] }, effect: 'allow' }],
}
const TWO_PEOPLE = {
  version: 1,
  rules: [{ id: 'the-rest', match: { levels: ['external_publish'] }, effect: 'ask', approvals: 2 }],
}
const REJECTED = {
  decision: 'reject',
  ...{ comment: null, decided_by: 'operator:anna', decided_at: '2026-01-31T09:30:00.000Z' },
  door: 'console',
} as const
describe('a call that reaches outside and is taken up after a restart', () => {
  it('goes on under the very approval that it has used up', async () => {
    const world = createGateWorld()
    await begunIn(world, PUBLISHING)
    const { tools, did } = await startAgain(world, PUBLISHING)
    // The time in which an approval can be used says nothing of one that was used in time.
    world.timers.setClock(START_MS + 30 * 86_400_000)
    await tools.takeUp()
    await ended(world)
    expect(did).toEqual(['went on'])
    expect(outcomeOf(world)).toMatchObject({ state: 'done' })
    expect(world.log.types().filter((type) => type === 'approval_consumed')).toHaveLength(1)
    expect(world.log.types().slice(-2)).toEqual(['tool_call_resumed', 'tool_call_done'])
  })

  const gone: readonly [string, (world: GateWorld, console: GateConsole) => Promise<void> | void, string][] = [
    ['the task was rejected', (_, { changeTask }) => changeTask({ verdict: REJECTED }), 'task_rejected'],
    [
      'the task does not allow it any more',
      (_, { changeTask }) => changeTask({ allow_external_publish: false }),
      'publish_not_allowed',
    ],
    ['the words of the task changed', (_, { changeTask }) => changeTask({ title: 'Other' }), 'approval_needed'],
    ['the policy denies it now', (world) => world.setPolicy({ version: 1, rules: [] }), 'denied_by_default'],
    ['the policy asks for two people now', (world) => world.setPolicy(TWO_PEOPLE), 'approval_needed'],
    [
      'the policy is another text now',
      (world) => world.setPolicy({ ...world.policy().policy, version: 1, approvals: { denial_cool_down_seconds: 7 } }),
      'approval_needed',
    ],
  ]
  it.each(gone)(
    'is not continued when %s: it fails, keeps what there is, and the log says why',
    async (_, change, code) => {
      const world = createGateWorld()
      const call_id = await begunIn(world, PUBLISHING)
      const { did, ...console } = await startAgain(world, PUBLISHING)
      await change(world, console)
      await console.tools.takeUp()
      await ended(world)
      expect(did).toEqual(['told what there is'])
      expect(world.log.types().slice(-2)).toEqual(['policy_denied', 'tool_call_failed'])
      const denied = world.log.events.at(-2)
      expect(denied).toMatchObject({ actor: { sub: 'countersign' }, task_id: 't1', data: { code, run: { call_id } } })
      expect(outcomeOf(world)).toMatchObject({
        ...{ call_id, state: 'failed', failure: { error_code: 'tool_permission_gone' } },
        evidence: [{ package_id: call_id, artifacts: 1 }],
      })
      expect(world.book.runs.running()).toEqual([])
      expect(world.book.approvals.get(outcomeOf(world).approval_id ?? '')).toMatchObject({ state: 'consumed' })
    },
  )

  it('is not continued when a person has denied the identical call meanwhile', async () => {
    const world = createGateWorld()
    await begunIn(world, PUBLISHING)
    const { tools, did, approvals } = await startAgain(world, PUBLISHING)
    const again = callOf({ tool: PUBLISHING.name, args: { word: 'x' }, key: 'key-00000002' })
    await tools.execute(AGENT, again).catch(() => undefined)
    const [asked] = approvals.waiting()
    if (asked === undefined) throw new Error('nothing was asked')
    const { approval_id, subject_sha256 } = asked
    await approvals.decide(person('anna'), approval_id, { decision: 'deny', subject_sha256, reason: 'not that' })
    await tools.takeUp()
    await ended(world)
    expect(did).toEqual(['told what there is'])
    expect(world.log.events.at(-2)).toMatchObject({ type: 'policy_denied', data: { code: 'denied_by_person' } })
  })

  it('that a rule allowed is asked of the rules as they are now', async () => {
    for (const [policy, did] of [
      [ALLOW_TELLING, 'went on'],
      [{ version: 1, rules: [{ ...ALLOW_TELLING.rules[0], effect: 'ask' }] }, 'told what there is'],
      [{ version: 1, rules: [{ ...ALLOW_TELLING.rules[0], effect: 'deny' }] }, 'told what there is'],
    ] as const) {
      const world = createGateWorld()
      world.setPolicy(ALLOW_TELLING)
      await begunIn(world, TELLING)
      world.setPolicy(policy)
      const again = await startAgain(world, TELLING)
      await again.tools.takeUp()
      await ended(world)
      expect(again.did).toEqual([did])
    }
  })

  it('is not continued when its line names no approval that was used by it', async () => {
    const world = createGateWorld()
    await begunIn(world, PUBLISHING)
    const { approvals } = world.book
    const approvalOf = approvals.get
    approvals.get = (id) => {
      const approval = approvalOf(id)
      return approval === null ? null : { ...approval, call_id: 'call-ffffffffffffffff' }
    }
    const { tools, did } = await startAgain(world, PUBLISHING)
    await tools.takeUp()
    await ended(world)
    expect(did).toEqual(['told what there is'])
  })

  it('still fails as not allowed when the tool cannot tell what there is', async () => {
    const world = createGateWorld()
    await begunIn(world, PUBLISHING)
    world.setPolicy({ version: 1, rules: [] })
    const { tools } = await startAgain(world, { ...PUBLISHING, left: () => Promise.reject(new Error('broken')) })
    await tools.takeUp()
    await ended(world)
    expect(outcomeOf(world)).toMatchObject({ failure: { error_code: 'tool_permission_gone' }, evidence: [] })
  })
})

it('a call that only ends on this machine is completed whatever the policy says now', async () => {
  const world = createGateWorld()
  const reading = { name: 'test.tool', side_effect_level: 'read_only' } as const
  await begunIn(world, reading)
  world.setPolicy({ version: 1, rules: [] })
  const { tools, did } = await startAgain(world, reading)
  await tools.takeUp()
  await ended(world)
  expect(did).toEqual(['went on'])
})
