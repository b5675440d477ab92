import type { TimedAnswer } from './console-under-test.ts'
import { ASKING, HOSTILE, SPECIAL_TERMS, setPolicy } from './gate-policies.ts'
import type { ShapeResult } from './judge-gate.ts'
import { MALFORMED_SHAPES } from './malformed-shapes.ts'
import { denialOf, freshKey, newToken, type PublishStage } from './publish-stage.ts'
import { expiredCalls, SPECIAL_SHAPES } from './special-shapes.ts'
import { APPROVED, SHAPES, type Shape, type Unapproved } from './unapproved-shapes.ts'

/** Those that come to a decision of the policy, and those that do not. */
const ALL_SHAPES: readonly Shape[] = [...SHAPES, ...MALFORMED_SHAPES]

export interface GateTally {
  /** Sends what a shape prepares, `count` times. */
  shape(shape: Shape, count: number): Promise<void>
  send(name: string, calls: readonly Unapproved[]): Promise<void>
  /** The same without waiting for one before the next. */
  sendAtOnce(name: string, calls: readonly Unapproved[]): Promise<void>
  results(): readonly ShapeResult[]
}

/** Denied is what was answered 403 policy_denied with the id of its record, and nothing else. */
export function createGateTally(stage: PublishStage): GateTally {
  const results: ShapeResult[] = []

  function count(name: string, answers: readonly TimedAnswer[]): void {
    const codes: Record<string, number> = {}
    const denials = answers.flatMap((answer) => denialOf(answer) ?? [])
    for (const { code } of denials) codes[code] = (codes[code] ?? 0) + 1
    results.push({ shape: name, sent: answers.length, denied: denials.length, codes })
  }

  async function send(name: string, calls: readonly Unapproved[]): Promise<void> {
    const answers: TimedAnswer[] = []
    for (const { token, call } of calls) answers.push(await stage.send(token, call))
    count(name, answers)
  }

  return {
    send,
    sendAtOnce: async (name, calls) =>
      count(name, await Promise.all(calls.map(({ token, call }) => stage.send(token, call)))),
    shape: async (shape, count) => send(shape.name, await prepared(stage, shape, count)),
    results: () => results,
  }
}

/** Calls of one agent that nobody approved, all under one key. */
async function underOneKey(stage: PublishStage, count: number): Promise<Unapproved[]> {
  const token = await stage.agent('agent-with-one-key')
  const idempotency_key = freshKey()
  const calls: Unapproved[] = []
  for (let n = 0; n < count; n++)
    calls.push({ token, call: { ...stage.publish(await stage.newTask(true)), idempotency_key } })
  return calls
}

async function prepared(stage: PublishStage, shape: Shape, count: number): Promise<Unapproved[]> {
  const calls: Unapproved[] = []
  for (let n = 0; n < count; n++) calls.push(await shape.prepare(stage))
  return calls
}

/** Every shape, `count` calls each. What is still approved afterwards is for after the restart. */
export async function sendUnapproved(
  stage: PublishStage,
  tally: GateTally,
  count: number,
  say: (line: string) => void,
): Promise<readonly Unapproved[]> {
  for (const shape of SHAPES) await tally.shape(shape, count)
  say(`${SHAPES.length} shapes of calls under the built-in policy, ${count} of each`)

  const before = await prepared(stage, APPROVED, count)
  await setPolicy(stage.console, SPECIAL_TERMS)
  // Sent by an agent that the new policy would ask for as well: it is the approval that no longer holds.
  await setPolicy(stage.console, `${SPECIAL_TERMS}  - id: others\n    match: {}\n    effect: ask\n`)
  await tally.send('policy_changed', before)
  await setPolicy(stage.console, ASKING)
  for (const shape of MALFORMED_SHAPES) await tally.shape(shape, count)
  await tally.sendAtOnce('at_once_under_one_key', await underOneKey(stage, count))
  say(`${MALFORMED_SHAPES.length + 1} shapes of calls that the policy never sees, ${count} of each`)
  await setPolicy(stage.console, SPECIAL_TERMS)
  for (const shape of SPECIAL_SHAPES) await tally.shape(shape, count)
  await tally.send('expired', await expiredCalls(stage, count))
  say('calls under two people, cool-off, expiry and a policy that denies')

  await setPolicy(stage.console, HOSTILE)
  for (const shape of ALL_SHAPES) await tally.shape({ ...shape, name: `${shape.name}_allow_all` }, Math.ceil(count / 5))
  say('the same shapes under a policy that allows everything')
  return prepared(stage, APPROVED, count)
}

/** Calls of those who have no business to run tools at all. Returns how many were sent and how many were refused. */
export async function sendUnauthorised(stage: PublishStage, count: number): Promise<{ sent: number; refused: number }> {
  const task = await stage.newTask(true)
  const { console } = stage
  const bound = { task_id: task.task_id, sub: 'bound' }
  const tokens = [
    null,
    'no.such.token',
    await newToken(console, { scope: 'observer', sub: 'looker' }),
    await newToken(console, { scope: 'executor', ...bound }),
    await newToken(console, { scope: 'reviewer', ...bound }),
  ]
  let sent = 0
  let refused = 0
  for (const token of tokens) {
    for (let n = 0; n < count; n++) {
      const { status } = await console.call('POST', '/api/tools/execute', token, stage.publish(task))
      sent++
      if (status === 401 || status === 403 || status === 429) refused++
    }
  }
  return { sent, refused }
}
