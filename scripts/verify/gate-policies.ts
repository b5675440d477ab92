import { PolicyView } from '../../contract/policy.ts'
import type { ConsoleUnderTest } from './console-under-test.ts'
import { must } from './publish-stage.ts'

/** Agents that the policy of special terms knows; what it does not know is denied by default. */
export const SHORT_LIVED = 'agent-short'
export const TWO_PEOPLE = 'agent-two'
export const COOLING = 'agent-cooling'
export const FORBIDDEN = 'agent-forbidden'
export const UNKNOWN = 'agent-unknown'

/** The shortest life that a policy can give. */
export const SHORT_SECONDS = 10

/** Each special term has an agent of its own, so that all can be tried under one policy. */
export const SPECIAL_TERMS = `version: 1
rules:
  - id: short
    match: {actors: [${SHORT_LIVED}]}
    effect: ask
    expires_seconds: ${SHORT_SECONDS}
  - id: two
    match: {actors: [${TWO_PEOPLE}]}
    effect: ask
    approvals: 2
  - id: cooling
    match: {actors: [${COOLING}]}
    effect: ask
    cool_off_seconds: 3600
  - id: forbidden
    match: {actors: [${FORBIDDEN}]}
    effect: deny
`

/** For shapes that leave many approvals open: what was open under the policy before is not any more. */
export const ASKING = `version: 1
rules:
  - id: reading
    match: {levels: [read_only]}
    effect: allow
  - id: others
    match: {}
    effect: ask
`

/** What somebody would write who wants to get around the gate. */
export const HOSTILE = `version: 1
approvals:
  denial_cool_down_seconds: 0
rules:
  - id: everything
    match: {}
    effect: allow
`

/** Puts a policy in force. */
export async function setPolicy(console: ConsoleUnderTest, text: string): Promise<void> {
  const { sha256: base_sha } = PolicyView.parse(JSON.parse(must(200, await console.get('/api/policy'))))
  must(200, await console.call('PUT', '/api/policy', console.token, { text, base_sha }))
}
