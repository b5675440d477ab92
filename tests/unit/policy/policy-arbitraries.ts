import fc from 'fast-check'
import type { Approval } from '../../../contract/approval.ts'
import type { Policy, PolicyRule, RuleMatch } from '../../../contract/policy.ts'
import { SideEffectLevel } from '../../../contract/tool.ts'
import { decide } from '../../../main/core/policy/decide.ts'
import type { DecisionInput } from '../../../main/core/policy/policy-decision.ts'
import type { KnownTool } from '../../../main/core/policy/rule-reach.ts'
import { APPROVED_TASK, approvalOf, inputOf, inSeconds, publishCall, REJECTED_TASK, taskOf } from './decision-inputs.ts'

export const TOOLS: readonly KnownTool[] = [
  { tool: 'time.now', side_effect_level: 'read_only' },
  { tool: 'file.write', side_effect_level: 'local_write' },
  { tool: 'file.publish_dry_run', side_effect_level: 'external_publish' },
  { tool: 'chat.send', side_effect_level: 'external_notify' },
]
const SOURCES = ['api', 'telegram', 'github', 'xcode', 'schedule'] as const
const ASSURANCE = ['signed', 'token', 'none'] as const
const ACTORS = ['agent', 'agent-2', 'constructor', '__proto__', '*'] as const
const PATTERNS = [
  '*',
  'file.*',
  'file.publish_dry_run',
  'file.write',
  'time.now',
  'chat.*',
  'chat.send',
  'gone.*',
] as const

const level = fc.constantFrom(...SideEffectLevel.options)
const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 })

const match: fc.Arbitrary<RuleMatch> = fc.record(
  {
    tools: some(PATTERNS),
    levels: some(SideEffectLevel.options),
    sources: some(SOURCES),
    assurance: some(ASSURANCE),
    actors: some(ACTORS),
    task_approved: fc.boolean(),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<RuleMatch>

const rule = fc.record(
  {
    id: fc.constantFrom('a', 'b', 'c', 'effects', 'constructor'),
    description: fc.constant(''),
    match: fc.oneof({ weight: 1, arbitrary: fc.constant({}) }, { weight: 3, arbitrary: match }),
    effect: fc.constantFrom('allow', 'ask', 'deny'),
    approvals: fc.constantFrom(1, 2),
    cool_off_seconds: fc.constantFrom(0, 60),
  },
  { requiredKeys: ['id', 'description', 'match', 'effect'] },
) as fc.Arbitrary<PolicyRule>

/** Policies of every kind, those that allow too much among them. */
export const policies: fc.Arbitrary<Policy> = fc.record({
  version: fc.constant(1 as const),
  approvals: fc.constant({
    ...{ expires_seconds: {}, people: {}, cool_off_seconds: {}, denial_cool_down_seconds: 600 },
  }),
  final_approval: fc.constant('person' as const),
  rules: fc.array(rule, { maxLength: 8 }),
})

const instant = fc.constantFrom(inSeconds(-60), inSeconds(-1), inSeconds(0), inSeconds(1), inSeconds(60), 'never')
const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const vote = fc.record({
  decision: fc.constantFrom('approve', 'approve', 'approve', 'deny'),
  by: fc.constantFrom('operator', 'second'),
  door: fc.constant('console'),
  at: fc.constant(inSeconds(-30)),
})

/** What an approval can differ in from one that grants the call. */
const spoiled = fc.record(
  {
    state: fc.constantFrom('pending', 'approved', 'consumed', 'denied', 'expired', 'voided'),
    expires_at: instant,
    usable_from: nullable(instant),
    refused_until: nullable(instant),
    needed: fc.constantFrom(1, 2),
    votes: fc.array(vote, { maxLength: 3 }),
    consumed_at: nullable(instant),
    requested_by: fc.constantFrom(...ACTORS),
    subject_sha256: fc.constant('0'.repeat(64)),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<Approval>>

const call = fc
  .record({
    tool: fc.constantFrom(...TOOLS.map((known) => known.tool)),
    side_effect_level: level,
    title: fc.constantFrom('x', 'y'),
  })
  .map(({ title, ...rest }) => publishCall({ ...rest, args: { title } } as never))

const task = fc
  .record({
    source: fc.constantFrom(...SOURCES),
    assurance: fc.constantFrom(...ASSURANCE),
    allow_external_publish: fc.constantFrom(true, true, false),
    verdict: fc.constantFrom({}, {}, APPROVED_TASK, REJECTED_TASK),
    correlation_id: fc.constantFrom('c1', 'c1', 'c1', 'c2'),
    version: fc.constantFrom(1, 1, 2),
  })
  .map(({ verdict, ...rest }) => taskOf({ ...rest, ...verdict } as never))

/** Calls as they come, with approvals that mostly do not grant them. */
export const inputs: fc.Arbitrary<DecisionInput> = fc
  .record({
    call,
    spoiled: fc.oneof(fc.constant({}), spoiled),
    hasApproval: fc.constantFrom(true, true, true, false),
    rule: fc.option(fc.constantFrom('a', 'effects'), { nil: null, freq: 1 }),
    other: fc.boolean(),
    known: fc.boolean(),
    task: fc.option(task, { nil: null, freq: 20 }),
    actor: fc.constantFrom(...ACTORS),
    policy: policies,
  })
  .map(({ call, spoiled, hasApproval, rule, other, known, task, actor, policy }) => {
    const tool = TOOLS.find((one) => one.tool === call.tool)
    const bare = inputOf({
      ...{ call, task, policy },
      actor: { sub: actor, scopes: ['tool_runner'], door: 'http' },
      tool_level: known || tool === undefined ? (tool?.side_effect_level ?? null) : 'read_only',
    })
    const base = approvalOf(other ? publishCall({ args: { title: 'x' } }) : call)
    // Mostly bound as it would be if it had been asked for just now.
    const bound_to = { ...base.bound_to, rule: rule ?? decide(bare).rule }
    return hasApproval ? { ...bare, approval: { ...base, requested_by: actor, bound_to, ...spoiled } } : bare
  })
