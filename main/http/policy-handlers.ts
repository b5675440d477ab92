import type { NextTurn } from '../core/kernel/next-turn.ts'
import { sha256 } from '../core/kernel/sha256.ts'
import { lint } from '../core/policy/lint.ts'
import type { ReadPolicy } from '../core/policy/policy-reading.ts'
import type { PolicySource } from '../core/policy/policy-source.ts'
import type { RecordedCalls } from '../core/policy/recorded-calls.ts'
import type { KnownTool } from '../core/policy/rule-reach.ts'
import { simulate } from '../core/policy/simulate.ts'
import type { Handlers } from './handler.ts'
import { jsonReply } from './reply.ts'

/** So many of the latest recorded calls are decided anew: what a person waits for without losing patience. */
const SIMULATED_CALLS = 5000

export function createPolicyHandlers(parts: {
  policy: PolicySource
  readPolicy: ReadPolicy
  calls: RecordedCalls
  tools: readonly KnownTool[]
  nextTurn: NextTurn
}): Pick<Handlers, 'getPolicy' | 'simulatePolicy' | 'savePolicy'> {
  const { policy, readPolicy, calls, tools, nextTurn } = parts
  return {
    getPolicy: () => jsonReply(200, policy.current()),
    simulatePolicy: async ({ body: { text } }) => {
      const reading = readPolicy(text)
      const sha = sha256(text)
      if (!reading.ok) {
        const nothing = { lint: [], calls: 0, changes: [], more: 0 }
        return jsonReply(200, { valid: false, problem: reading.problem, sha256: sha, ...nothing })
      }
      const latest = calls.latest(SIMULATED_CALLS)
      const found = await simulate(latest, policy.current().policy, reading.policy, nextTurn)
      const findings = lint(reading.policy, tools)
      return jsonReply(200, { valid: true, problem: null, sha256: sha, lint: findings, ...found })
    },
    savePolicy: async ({ call, body: { text, base_sha } }) =>
      jsonReply(200, await policy.save(call, text, base_sha ?? null)),
  }
}
