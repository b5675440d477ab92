import type { AgentRun } from '../../../contract/agent.ts'
import { timestamp } from '../kernel/clock.ts'
import type { AgentExit } from './agent-port.ts'
import { comesBack } from './come-back.ts'
import { keepRunLog } from './keep-run-log.ts'
import { type OpenLiveRun, tooLate } from './live-run.ts'
import { leftOf, patienceFor, type RunPlan } from './planned-run.ts'
import { failedExit, RunFailure } from './run-failure.ts'
import { type ReadyWorkspace, runInside } from './run-inside.ts'
import type { RunnerParts } from './runner-parts.ts'

/** How long what is prepared may take to stop, in milliseconds. */
const STOP_MS = 5000

/**
 * Carries a run out to its end: intent, workspace, token, program, log as evidence, outcome. Its time counts from here. Resolves when its
 * end is recorded or owed to the log; rejects only when the intent could not be recorded, and then nothing was started.
 */
export async function carryOutRun(parts: RunnerParts, plan: RunPlan, live: OpenLiveRun): Promise<void> {
  const { lines, folders, logger, timers, clock } = parts
  const { run_id } = live.run
  await lines.record('agent_run_intended', live.run, {})
  const leftMs = leftOf(live.run, clock.now())
  const cancel = timers.after(leftMs + patienceFor(live.run), () => live.end(tooLate(Math.round(leftMs / 1000))))
  let exit: AgentExit
  let removeWorkspace = async (): Promise<void> => undefined
  try {
    const reason = (): Error => live.signal.reason as Error
    const ready = await comesBack(workspaceFor(parts, plan, live.signal), live.signal, STOP_MS, timers, reason)
    removeWorkspace = ready.remove
    exit = await runInside(parts, plan, live, ready)
  } catch (error) {
    exit = failedExit(error)
    logger.warn({ err: error, run_id, agent: plan.agent }, 'an agent could not be run')
  } finally {
    cancel()
  }
  await folders.forget(run_id).catch((error: unknown) => logger.error({ err: error, run_id }, 'a state folder is left'))
  await removeWorkspace().catch((error: unknown) => logger.error({ err: error, run_id }, 'a workspace copy is left'))
  const kept = await keepRunLog(parts, live.run, null)
  live.run = { ...live.run, ...endOf(live, exit), ...kept, ended_at: timestamp(clock) }
  await lines.recordOutcome('agent_run_ended', live.run, {})
  if (kept.log !== null) await folders.remove(run_id).catch(() => undefined)
}

/** An executor works in the workspace of the task, a reviewer looks at a copy of it. Throws RunFailure `evidence_budget_reached`. */
async function workspaceFor(
  { workspaces, room }: RunnerParts,
  { task, role, settings }: RunPlan,
  signal: AbortSignal,
): Promise<ReadyWorkspace> {
  const refusal = await room.admit()
  if (refusal !== null) throw new RunFailure('evidence_budget_reached', refusal.detail, refusal.remedy)
  const remove = async (): Promise<void> => undefined
  if (role === 'executor') return { ...(await workspaces.prepare(task.task_id, settings.workspace, signal)), remove }
  if ((await workspaces.find(task.task_id)) === null) return { path: null, base_sha256: null, remove }
  return { ...(await workspaces.copy(task.task_id, signal)), base_sha256: null }
}

const MAX_DETAIL = 4000

/** The console's own cause goes before what the program makes of it. */
function endOf({ cause, run }: OpenLiveRun, exit: AgentExit): Partial<AgentRun> {
  const { exit_code } = exit
  const left = exit.error_code === 'not_ended' ? exit.detail : ''
  const words = (detail: string): string => `${detail} ${costWords(run)}`.trim().slice(0, MAX_DETAIL)
  if (cause !== null) {
    const { state, error_code, remediation_hint } = cause
    return { state, exit_code, detail: words(`${cause.detail} ${left}`.trim()), error_code, remediation_hint }
  }
  const { error_code, remediation_hint } = exit
  const state = exit.ok ? 'ended' : error_code === 'output_limit' ? 'limit_reached' : 'failed'
  const told = {
    error_code: error_code?.slice(0, 64) ?? null,
    remediation_hint: remediation_hint?.slice(0, 1000) ?? null,
  }
  return { state, exit_code, detail: words(exit.detail), ...told }
}

/** A limit that nothing was held against must not look as if it had held. */
function costWords({ state, limits, usage }: AgentRun): string {
  if (state !== 'running' || limits.cost_usd === null || usage.cost_usd !== null) return ''
  return 'It did not say what it cost: limits.cost_usd was no limit.'
}
