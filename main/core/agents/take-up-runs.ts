import type { AgentRun } from '../../../contract/agent.ts'
import { timestamp } from '../kernel/clock.ts'
import type { OpenRound } from '../protocol/protocol-service.ts'
import type { AgentRunner } from './agent-runner.ts'
import { keepRunLog } from './keep-run-log.ts'
import { wordlessEnding } from './round-without-word.ts'
import { subOf } from './run-sink.ts'
import type { RunnerParts } from './runner-parts.ts'

/**
 * What an earlier process left running is ended, its runs are lost from now on, and their rounds over. Nobody can say what a program did
 * that nobody listened to, so nothing is taken up in the middle. Throws AppError `audit_unavailable`.
 */
export async function settleLostRuns(parts: RunnerParts): Promise<void> {
  const { index, processes, folders, lines, logger } = parts
  for (const { run, processes: noted } of index.open()) {
    const { run_id, agent } = run
    const isGone = await processes.endLeftovers(run_id, noted)
    if (!isGone) logger.error({ run_id, agent }, 'what an agent left running may still run')
    await folders.forget(run_id)
    await revokeTokens(parts, run)
    const kept = await keepRunLog(parts, run, true)
    const lost: AgentRun = {
      ...{ ...run, ...kept, state: 'lost', ended_at: timestamp(parts.clock), error_code: 'agent_lost' },
      detail: isGone
        ? 'The console died while it ran; what was left of it was ended.'
        : 'The console died while it ran; whether something of it still runs is not known.',
      remediation_hint: isGone ? 'Dispatch the task again.' : `Look for processes of ${agent} on this machine.`,
    }
    await lines.record('agent_run_lost', lost, {})
    if (kept.log !== null) await folders.remove(run_id)
  }
  await clearFolders(parts)
  for (const round of parts.protocol.open()) await endIfOver(parts, round)
}

/** Whoever still has the token of a run that is lost can do nothing with it. */
async function revokeTokens({ tokens }: RunnerParts, { agent, run_id }: AgentRun): Promise<void> {
  const own = tokens.list().filter(({ sub, revoked_at }) => sub === subOf(agent, run_id) && revoked_at === null)
  for (const { jti } of own) await tokens.revoke(jti)
}

/** Secrets never stay; a log stays only when it is nowhere else. */
async function clearFolders({ folders, index }: RunnerParts): Promise<void> {
  for (const runId of await folders.list()) {
    const run = index.get(runId)
    const isNeeded = run !== null && run.log === null && (await folders.leftLog(runId)) !== null
    await (isNeeded ? folders.forget(runId) : folders.remove(runId))
  }
}

/** The run that a round is waiting for; undefined: there was none yet. */
function awaitedRun({ index }: RunnerParts, { task_id, phase, dispatch }: OpenRound): AgentRun | undefined {
  const role = phase === 'awaiting_review' ? 'reviewer' : 'executor'
  return index.ofDispatch(task_id, dispatch.dispatch_id).findLast((run) => run.role === role)
}

/** A round that waits for a run that is over waits for nothing. */
async function endIfOver(parts: RunnerParts, round: OpenRound): Promise<void> {
  if (round.phase === 'observing') return
  const run = awaitedRun(parts, round)
  if (run === undefined) return
  const ending = { ...wordlessEnding(run), difference: [] }
  await parts.protocol.endRound(round.task_id, round.dispatch.dispatch_id, ending, run.role)
}

/**
 * What an earlier process did not come to: nothing was begun for it, or it can be begun anew without harm. What this process has begun
 * meanwhile, at the word of somebody at a door, the runner does not begin again.
 */
export function takeUpRounds(parts: RunnerParts, runner: AgentRunner): void {
  for (const round of parts.protocol.open()) {
    const { task_id, dispatch, phase } = round
    if (phase === 'observing') runner.observe(task_id, dispatch)
    else if (awaitedRun(parts, round) === undefined)
      runner.start(phase === 'awaiting_review' ? 'reviewer' : 'executor', task_id, dispatch)
  }
  for (const taskId of parts.rejected()) runner.again(taskId)
}
