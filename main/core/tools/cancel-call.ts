import { AppError } from '../kernel/app-error.ts'
import type { Call } from '../kernel/call.ts'
import { cancelled } from './run-failures.ts'
import type { RunIndex } from './run-index.ts'
import { placeOfRun, type RunLines } from './run-lines.ts'
import type { RunningCalls } from './running-calls.ts'

/**
 * Asks a running call to end; its outcome follows. Throws AppError `tool_call_not_running`, `scope_insufficient` for a call of somebody
 * else, `audit_unavailable`.
 */
export type CancelCall = (by: Call, callId: string, reason: string) => Promise<void>

export function createCancelling(parts: {
  index: Pick<RunIndex, 'running'>
  lines: Pick<RunLines, 'recordTurn'>
  running: Pick<RunningCalls, 'cancel'>
}): CancelCall {
  return async ({ actor }, callId, reason) => {
    const run = parts.index.running().find(({ call_id }) => call_id === callId)
    if (run === undefined) throw new AppError('tool_call_not_running', `The call ${callId} does not run.`)
    if (run.requested_by !== actor.sub && !actor.scopes.includes('admin'))
      throw new AppError('scope_insufficient', 'A call can be ended by who made it, or with the scope admin.')
    await parts.lines.recordTurn('tool_call_cancelled', placeOfRun(run, actor), { call_id: callId, reason })
    if (!parts.running.cancel(callId, cancelled(actor.sub, reason)))
      throw new AppError('tool_call_not_running', `The call ${callId} does not run any more.`)
  }
}
