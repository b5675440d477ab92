import { describe, expect, it } from 'vitest'
import type { Approval } from '../../../contract/approval.ts'
import type { SideEffectLevel } from '../../../contract/tool.ts'
import { decide } from '../../../main/core/policy/decide.ts'
import type { DecisionInput, DenialCode } from '../../../main/core/policy/policy-decision.ts'
import {
  APPROVED_TASK,
  approvalOf,
  inputOf,
  inSeconds,
  policyOf,
  publishCall,
  REJECTED_TASK,
  taskOf,
} from './decision-inputs.ts'

/** A policy that allows whatever a policy can allow. */
const ALLOW_ALL = policyOf([{ effect: 'allow' }])
const levelCall = (level: SideEffectLevel) => ({ call: publishCall({ side_effect_level: level }), tool_level: level })

describe('what no rule and no person can allow', () => {
  const approval = approvalOf(publishCall())
  it.each<[string, DenialCode, Partial<DecisionInput>]>([
    ['a tool that does not exist', 'unknown_tool', { tool_level: null }],
    ['arguments that the tool does not take', 'args_invalid', { args_problem: 'args.title: required' }],
    [
      'a level that is milder than the tool',
      'level_below_tool',
      { call: publishCall({ side_effect_level: 'read_only' }) },
    ],
    ['no task', 'task_missing', { task: null }],
    ['another task than the call names', 'task_missing', { task: taskOf({ task_id: 't2' as never }) }],
    ['the correlation of another task', 'correlation_mismatch', { task: taskOf({ correlation_id: 'c2' as never }) }],
    ['a rejected task', 'task_rejected', { task: taskOf(REJECTED_TASK) }],
    [
      'a task rejected in its verdict alone',
      'task_rejected',
      { task: taskOf({ ...REJECTED_TASK, status: 'pending' }) },
    ],
    [
      'a task that does not allow publishing',
      'publish_not_allowed',
      { task: taskOf({ allow_external_publish: false }) },
    ],
    [
      'publishing declared for a milder tool, and a task that does not allow it',
      'publish_not_allowed',
      { tool_level: 'read_only', task: taskOf({ allow_external_publish: false }) },
    ],
  ])('%s', (_what, code, changed) => {
    for (const policy of [ALLOW_ALL, inputOf().policy])
      expect(decide(inputOf({ policy, approval, ...changed }))).toMatchObject({
        effect: 'deny',
        hard: true,
        rule: null,
        code,
      })
  })
})

describe('rules', () => {
  it('without any the call is denied', () => {
    const decision = decide(inputOf({ ...levelCall('read_only'), policy: policyOf([]) }))
    expect(decision).toMatchObject({ effect: 'deny', hard: false, rule: null, code: 'denied_by_default' })
  })

  it('the first that matches decides, whatever later ones say', () => {
    const policy = policyOf([
      { match: { tools: ['time.now'] }, effect: 'allow' },
      { match: { tools: ['file.*'] }, effect: 'deny', description: 'no files today' },
      { effect: 'allow' },
    ])
    expect(decide(inputOf({ ...levelCall('local_write'), policy }))).toEqual({
      ...{ effect: 'deny', hard: false, rule: 'r1', code: 'denied_by_rule' },
      reason: 'Rule r1 denies it: no files today',
    })
  })

  it.each([
    ['*', true],
    ['file.*', true],
    ['file.publish_dry_run', true],
    ['file.publish_dry_run.*', false],
    ['fil.*', false],
    ['file', false],
    ['file.publish', false],
  ])('the tool pattern %s fits file.publish_dry_run: %s', (pattern, fits) => {
    const policy = policyOf([{ match: { tools: [pattern] }, effect: 'allow' }])
    expect(decide(inputOf({ ...levelCall('local_write'), policy })).effect).toBe(fits ? 'allow' : 'deny')
  })

  it.each<[string, object, boolean]>([
    ['another level', { levels: ['read_only'] }, false],
    ['its level', { levels: ['read_only', 'local_write'] }, true],
    ['another source', { sources: ['telegram', 'github'] }, false],
    ['its source', { sources: ['api'] }, true],
    ['more assurance than there is', { assurance: ['signed', 'token'] }, false],
    ['its assurance', { assurance: ['none'] }, true],
    ['another actor', { actors: ['agent-2', 'Agent'] }, false],
    ['its actor', { actors: ['agent'] }, true],
    ['an approved task', { task_approved: true }, false],
    ['a task that is not approved', { task_approved: false }, true],
    ['all but one member that fit', { tools: ['file.*'], sources: ['api'], actors: ['other'] }, false],
  ])('match %s', (_what, match, fits) => {
    const policy = policyOf([{ match, effect: 'allow' }])
    expect(decide(inputOf({ ...levelCall('local_write'), policy })).effect).toBe(fits ? 'allow' : 'deny')
  })

  it('an approved task is one whose verdict says so', () => {
    const policy = policyOf([{ match: { task_approved: true }, effect: 'allow' }])
    const of = (task: DecisionInput['task']) => decide(inputOf({ ...levelCall('local_write'), policy, task })).effect
    expect(of(taskOf(APPROVED_TASK))).toBe('allow')
    expect(of(taskOf({ status: 'approved' }))).toBe('deny')
  })

  it('look at the graver of the tool and the declared level', () => {
    const policy = policyOf([{ match: { levels: ['read_only'] }, effect: 'allow' }])
    const declared = { call: publishCall({ side_effect_level: 'external_notify' }), tool_level: 'read_only' as const }
    expect(decide(inputOf({ ...declared, policy })).effect).toBe('deny')
  })
})

describe('approvals', () => {
  it.each<[SideEffectLevel, object, object, object]>([
    ['read_only', {}, {}, { people: 1, expires_seconds: 3600, cool_off_seconds: 0 }],
    ['local_write', {}, {}, { people: 1, expires_seconds: 3600, cool_off_seconds: 0 }],
    ['external_notify', {}, {}, { people: 1, expires_seconds: 1800, cool_off_seconds: 0 }],
    ['external_publish', {}, {}, { people: 1, expires_seconds: 900, cool_off_seconds: 0 }],
    [
      'external_publish',
      { people: { external_publish: 2 }, cool_off_seconds: { external_publish: 30, local_write: 5 } },
      {},
      { people: 2, expires_seconds: 900, cool_off_seconds: 30 },
    ],
    [
      'external_publish',
      { people: { external_publish: 2 }, expires_seconds: { external_publish: 300 } },
      { approvals: 1, expires_seconds: 60, cool_off_seconds: 10 },
      { people: 1, expires_seconds: 60, cool_off_seconds: 10 },
    ],
  ])('of %s with %j, and a rule with %j: %j', (level, settings, rule, terms) => {
    const policy = policyOf([{ effect: 'ask', ...rule }], settings)
    expect(decide(inputOf({ ...levelCall(level), policy }))).toMatchObject({
      ...{ effect: 'ask', rule: 'r0', code: 'approval_needed', approval_id: null, terms },
    })
  })

  it('a rule that allows does not allow publishing: it counts as ask', () => {
    expect(decide(inputOf({ policy: ALLOW_ALL }))).toMatchObject({ effect: 'ask', rule: 'r0', code: 'approval_needed' })
  })

  it('one that is approved, usable, unexpired and unused lets exactly this call run', () => {
    expect(decide(inputOf({ approval: approvalOf(publishCall()) }))).toEqual({
      ...{ effect: 'allow', rule: 'effects', approval_id: 'ap-0123456789abcdef' },
    })
  })

  it('a new idempotency key is still the same call', () => {
    const approval = approvalOf(publishCall())
    const call = publishCall({ idempotency_key: 'run-2:publish' as never })
    expect(decide(inputOf({ call, approval })).effect).toBe('allow')
  })

  const other = publishCall({ args: { title: 'Other' } })
  const vote = approvalOf(other).votes[0] as Approval['votes'][number]
  const no = { ...vote, decision: 'deny' as const }
  it.each<[string, Partial<Approval>, DenialCode]>([
    ['pending', { state: 'pending', usable_from: null, votes: [] }, 'approval_pending'],
    ['pending and expired', { state: 'pending', usable_from: null, expires_at: inSeconds(0) }, 'approval_needed'],
    ['approved and expired in this instant', { expires_at: inSeconds(0) }, 'approval_needed'],
    ['approved, in its cool-off', { usable_from: inSeconds(1) }, 'approval_cooling_off'],
    ['approved without an instant from which', { usable_from: null }, 'approval_needed'],
    ['approved from no instant at all', { usable_from: 'soon' }, 'approval_needed'],
    ['approved until no instant at all', { expires_at: 'later' }, 'approval_needed'],
    ['consumed', { state: 'consumed' }, 'approval_needed'],
    ['consumed, though its state says otherwise', { consumed_at: inSeconds(-1) }, 'approval_needed'],
    ['expired', { state: 'expired' }, 'approval_needed'],
    ['voided', { state: 'voided' }, 'approval_needed'],
    ['denied, its cool-down over', { state: 'denied', refused_until: inSeconds(0) }, 'approval_needed'],
    ['of other bytes', { subject_sha256: approvalOf(other).subject_sha256 }, 'approval_needed'],
    ['asked for by another', { requested_by: 'agent-2' }, 'approval_needed'],
    ['bound to another rule', { bound_to: { ...approvalOf(other).bound_to, rule: 'reading' } }, 'approval_needed'],
    ['bound to an older task', { bound_to: { ...approvalOf(other).bound_to, task_version: 2 } }, 'approval_needed'],
    ['by one of two people', { needed: 2 }, 'approval_needed'],
    ['twice by the same person', { needed: 2, votes: [vote, vote] }, 'approval_needed'],
    ['by nobody', { votes: [] }, 'approval_needed'],
    ['with a no among its votes', { votes: [vote, no] }, 'approval_needed'],
  ])('one that is %s does not', (_what, changed, code) => {
    expect(decide(inputOf({ approval: approvalOf(publishCall(), changed) }))).toMatchObject({ effect: 'ask', code })
  })

  it('two people who said yes are enough for two', () => {
    const approval = approvalOf(publishCall(), { needed: 2, votes: [vote, { ...vote, by: 'second' }] })
    expect(decide(inputOf({ approval })).effect).toBe('allow')
  })

  it('one person is not enough where the rule now asks for two', () => {
    const policy = policyOf([{ id: 'effects', effect: 'ask', approvals: 2 }])
    expect(decide(inputOf({ policy, approval: approvalOf(publishCall()) }))).toMatchObject({ code: 'approval_needed' })
  })

  it.each(['external_publish', 'local_write'] as const)(
    'a denied %s is refused until its cool-down is over, even if a rule allows it',
    (level) => {
      const { call, tool_level } = levelCall(level)
      const denied = { state: 'denied', reason: 'Wrong blog', refused_until: inSeconds(1) } as const
      const input = inputOf({ call, tool_level, policy: ALLOW_ALL, approval: approvalOf(call, denied) })
      expect(decide(input)).toMatchObject({ effect: 'deny', hard: false, rule: 'r0', code: 'denied_by_person' })
      expect(decide(input)).toMatchObject({ reason: expect.stringMatching(/^operator denied .*: Wrong blog$/) })
      expect(decide({ ...input, now_ms: input.now_ms + 1000 }).effect).toBe(level === 'local_write' ? 'allow' : 'ask')
    },
  )
})
