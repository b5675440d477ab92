import * as z from 'zod'
import { AgentName } from './agent-name.ts'
import { Sha256 } from './ids.ts'
import { JsonValue } from './json-object.ts'
import { DeclaredScope, Dispatch, DispatchId } from './protocol.ts'
import { AcceptanceCriterion, TaskDetail } from './task.ts'

/**
 * Gives a task to an executor. `acceptance_criteria` and `declared_scope` replace those of a task that was never dispatched; later they
 * are refused. `issues`: what the giver passes on; must be those of the verdict before, byte for byte; left out, the console takes them
 * from there. `base_sha`: of the task as it was read.
 */
export const DispatchRequest = z
  .strictObject({
    agent: AgentName.nullable().default(null),
    reviewer: AgentName.nullable().default(null),
    acceptance_criteria: z.array(AcceptanceCriterion).min(1).max(200).optional(),
    declared_scope: DeclaredScope.optional(),
    issues: z.array(JsonValue).max(1000).optional(),
    deadline_seconds: z
      .int()
      .min(1)
      .max(7 * 86_400)
      .optional(),
    base_sha: Sha256.optional(),
  })
  .meta({ id: 'DispatchRequest' })
export type DispatchRequest = z.infer<typeof DispatchRequest>

export const Dispatched = z.strictObject({ dispatch: Dispatch, task: TaskDetail }).meta({ id: 'Dispatched' })
export type Dispatched = z.infer<typeof Dispatched>

export const UnlockRequest = z
  .strictObject({ reason: z.string().trim().min(10).max(4000), base_sha: Sha256.optional() })
  .meta({ id: 'UnlockRequest' })
export type UnlockRequest = z.infer<typeof UnlockRequest>

/** Ends the round that is open; its agents are ended too. */
export const WithdrawRequest = z
  .strictObject({ dispatch_id: DispatchId, reason: z.string().trim().min(1).max(500) })
  .meta({ id: 'WithdrawRequest' })
export type WithdrawRequest = z.infer<typeof WithdrawRequest>
