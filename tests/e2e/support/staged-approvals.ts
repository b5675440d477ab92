import type { Approval } from '../../../contract/approval.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { SideEffectLevel, ToolInfo, ToolRun } from '../../../contract/tool.ts'
import { canonicalJson } from '../../../main/core/kernel/canonical-json.ts'
import { alwaysReady } from '../../../main/core/tools/always-ready.ts'
import { ago, shaOf } from './staged-facts.ts'

/** Facts of the governance for the staged service, each whole and valid by the contract. */

export interface StagedCall {
  readonly tool: string
  readonly args: JsonObject
  readonly side_effect_level: SideEffectLevel
  readonly task_id: string
}

export const PUBLISH: StagedCall = {
  tool: 'file.publish_dry_run',
  args: { path: 'notes/release.md', target: 'https://example.org/releases' },
  side_effect_level: 'external_publish',
  task_id: 'gh-1',
}

/** Waits for one person for another nine of ten minutes. `n` tells one from another. */
export function stagedApproval(n: number, call: StagedCall, given: Partial<Approval>): Approval {
  const { tool, args, side_effect_level, task_id } = call
  const subject = canonicalJson({ tool, args, side_effect_level, task_id, correlation_id: task_id })
  return {
    ...{ approval_id: `ap-${n.toString(16).padStart(16, '0')}`, subject, subject_sha256: shaOf(subject) },
    action_sha256: shaOf(canonicalJson({ tool, args, side_effect_level })),
    ...{ what: `Call ${n} of ${tool}`, tool, side_effect_level, task_id, correlation_id: task_id },
    ...{ requested_by: 'codex', state: 'pending', created_at: ago(1), expires_at: ago(-9), needed: 1, votes: [] },
    bound_to: { task_version: 3, task_sha256: shaOf('task'), policy_sha256: shaOf('policy'), rule: 'publishing' },
    ...{ usable_from: null, decided_by: null, door: null, decided_at: null, reason: null, refused_until: null },
    ...{ voided: null, consumed_at: null, call_id: null },
    ...given,
  }
}

export function stagedRun(n: number, call: StagedCall, given: Partial<ToolRun>): ToolRun {
  const { tool, args, side_effect_level, task_id } = call
  const subject = canonicalJson({ tool, args, side_effect_level, task_id, correlation_id: task_id })
  return {
    ...{ call_id: `call-${n}`, tool, side_effect_level, task_id, correlation_id: task_id, subject },
    ...{ idempotency_key: `run-${n}:publish`, subject_sha256: shaOf(subject), requested_by: 'codex', state: 'done' },
    ...{ rule: 'publishing', reason: null, approval_id: null, policy_sha256: shaOf('policy'), result: null },
    ...{ failure: null, evidence: [], started_at: ago(n), finished_at: ago(n), replayed: false },
    ...given,
  }
}

const READY = alwaysReady()

export const STAGED_TOOLS: readonly ToolInfo[] = [
  {
    ...{ tool: 'file.publish_dry_run', title: 'Publish a file (dry run)', side_effect_level: 'external_publish' },
    description: 'Writes a receipt of what would be published. Nothing leaves the machine.',
    args_schema: {
      type: 'object',
      properties: {
        path: { type: 'string', minLength: 1, maxLength: 200, description: 'File in the evidence of the task.' },
        target: { type: 'string', format: 'uri' },
        visibility: { enum: ['public', 'unlisted'] },
      },
      required: ['path', 'target'],
      additionalProperties: false,
    },
    args_example: { path: 'notes.md', target: 'https://example.org/', visibility: 'unlisted' },
    timeout_ms: 10_000,
    ...{ status: READY, last_run: null },
  },
  {
    ...{ tool: 'time.now', title: 'Time', description: 'The time of this machine.', side_effect_level: 'read_only' },
    args_schema: { type: 'object', properties: {}, additionalProperties: false },
    args_example: {},
    timeout_ms: 1_000,
    ...{ status: READY, last_run: null },
  },
]
