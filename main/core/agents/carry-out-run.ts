import type { AgentRole, AgentRun, AgentSettings } from '../../../contract/agent.ts'
import type { TaskId } from '../../../contract/ids.ts'
import type { Dispatch } from '../../../contract/protocol.ts'
import type { Task } from '../../../contract/task.ts'
import { AppError } from '../kernel/app-error.ts'
import { timestamp } from '../kernel/clock.ts'
import type { AgentExit, AgentOrder, AgentPort } from './agent-port.ts'
import { keepRunLog } from './keep-run-log.ts'
import { type OpenLiveRun, tooLate } from './live-run.ts'
import { createLogFeed } from './log-feed.ts'
import { reviewMaterial } from './review-material.ts'
import { createRunSink, subOf } from './run-sink.ts'
import type { RunnerParts } from './runner-parts.ts'
import { createSecretRedactor } from './secret-redactor.ts'

/** One run that is wanted. */
export interface RunPlan {
  readonly task: Task
  readonly dispatch: Dispatch
  readonly role: AgentRole
  readonly agent: NonNullable<Dispatch['agent']>
  readonly settings: AgentSettings
}

/** How much longer than the run its token lives, in seconds: its last word may be on its way. */
const TOKEN_GRACE_S = 30

/** At the end of what the dispatch leaves, the protocol ends the round, and the run with it, in milliseconds: it is waited for. */
const PROTOCOL_SPEAKS_MS = 10_000

/** None for a run that has used up its own time. */
function patienceFor({ started_at, deadline, limits }: AgentRun): number {
  return Date.parse(deadline) - Date.parse(started_at) < limits.seconds * 1000 ? PROTOCOL_SPEAKS_MS : 0
}

/** How a run begins. Its end is the earlier one of its own limit and of what the dispatch leaves. */
export function plannedRun({ clock, ids }: Pick<RunnerParts, 'clock' | 'ids'>, plan: RunPlan): AgentRun {
  const { task, dispatch, role, agent, settings } = plan
  const now = clock.now()
  const left = role === 'executor' ? Date.parse(dispatch.deadline) - now : dispatch.review_seconds * 1000
  const ms = Math.max(0, Math.min(settings.limits.seconds * 1000, left))
  const at = timestamp(clock)
  return {
    ...{ run_id: ids.hex(8), task_id: task.task_id as TaskId, correlation_id: task.correlation_id },
    ...{ dispatch_id: dispatch.dispatch_id, round: dispatch.round, role, agent, kind: settings.kind },
    ...{ state: 'preparing', started_at: at, ended_at: null, last_sign_at: at },
    ...{ deadline: new Date(now + ms).toISOString(), limits: settings.limits },
    usage: { turns: 0, input_tokens: 0, output_tokens: 0, cost_usd: null },
    ...{ exit_code: null, detail: '', error_code: null, remediation_hint: null },
    ...{ log_bytes: 0, log_sha256: null, log: null },
  }
}

/**
 * Carries a run out to its end: intent, workspace, token, program, log as evidence, outcome. Resolves when its end is recorded or owed to
 * the log; rejects only when the intent could not be recorded, and then nothing was started.
 */
export async function carryOutRun(parts: RunnerParts, plan: RunPlan, live: OpenLiveRun): Promise<void> {
  const { lines, folders, logger } = parts
  const { run_id } = live.run
  await lines.record('agent_run_intended', live.run, {})
  let exit: AgentExit
  let removeWorkspace = async (): Promise<void> => undefined
  try {
    const ready = await workspaceFor(parts, plan, live.signal)
    removeWorkspace = ready.remove
    exit = await runInside(parts, plan, live, ready)
  } catch (error) {
    exit = failedExit(error)
    logger.warn({ err: error, run_id, agent: plan.agent }, 'an agent could not be run')
  }
  await folders.forget(run_id).catch((error: unknown) => logger.error({ err: error, run_id }, 'a state folder is left'))
  await removeWorkspace().catch((error: unknown) => logger.error({ err: error, run_id }, 'a workspace copy is left'))
  const kept = await keepRunLog(parts, live.run, null)
  live.run = { ...live.run, ...endOf(live, exit), ...kept, ended_at: timestamp(parts.clock) }
  await lines.recordOutcome('agent_run_ended', live.run, {})
  if (kept.log !== null) await folders.remove(run_id).catch(() => undefined)
}

interface ReadyWorkspace {
  /** Null: there is none; the folder of the run itself does. */
  readonly path: string | null
  readonly base_sha256: string | null
  remove(): Promise<void>
}

/** An executor works in the workspace of the task, a reviewer looks at a copy of it. */
async function workspaceFor(
  { workspaces }: RunnerParts,
  { task, role, settings }: RunPlan,
  signal: AbortSignal,
): Promise<ReadyWorkspace> {
  const remove = async (): Promise<void> => undefined
  if (role === 'executor') return { ...(await workspaces.prepare(task.task_id, settings.workspace, signal)), remove }
  if ((await workspaces.find(task.task_id)) === null) return { path: null, base_sha256: null, remove }
  return { ...(await workspaces.copy(task.task_id, signal)), base_sha256: null }
}

async function runInside(
  parts: RunnerParts,
  { task, dispatch, role, agent, settings }: RunPlan,
  live: OpenLiveRun,
  workspace: ReadyWorkspace,
): Promise<AgentExit> {
  const { run_id, correlation_id, deadline } = live.run
  const task_id = live.run.task_id
  const port: AgentPort | undefined = parts.ports[settings.kind]
  if (port === undefined)
    throw new AppError('agent_not_found', `This console runs no agents of the kind ${settings.kind}.`)
  const review = role === 'reviewer' ? await reviewMaterial(parts, task_id, correlation_id, dispatch) : null
  if (role === 'reviewer' && review === null) throw new AppError('protocol_out_of_order', 'There is nothing to review.')
  const leftMs = Math.max(0, Date.parse(deadline) - parts.clock.now())
  const secrets = await secretsOf(parts, settings)
  const issued = await parts.tokens.issue({
    ...{ sub: subOf(agent, run_id), scope: role, task_id, door: 'agent' },
    ttl_seconds: Math.ceil(leftMs / 1000) + TOKEN_GRACE_S,
  })
  try {
    const { state_folder, log } = await parts.folders.open(run_id, { token: issued.token, secrets })
    const redact = createSecretRedactor([issued.token, ...Object.values(secrets)])
    const feed = createLogFeed({ ...parts, of: live.run, log, redact })
    const cancel = parts.timers.after(leftMs + patienceFor(live.run), () =>
      live.end(tooLate(Math.round(leftMs / 1000))),
    )
    try {
      feed.add(
        'console',
        `run ${run_id}: ${agent} (${settings.kind}) as ${role} of round ${dispatch.round} of ${task_id}`,
      )
      live.signal.throwIfAborted()
      const order: AgentOrder = {
        ...{ run_id, task_id, title: task.title, request_text: task.request_text, role, settings, dispatch, review },
        ...{ limits: settings.limits, workspace: workspace.path ?? state_folder, state_folder, token: issued.token },
        console_url: parts.consoleUrl(),
      }
      const exit = await port.run(order, createRunSink(parts, live, feed, log, workspace.base_sha256), live.signal)
      feed.add('console', exit.ok ? 'the program ended well; this says nothing about the task' : exit.detail)
      return { ...exit, detail: redact(exit.detail) }
    } finally {
      cancel()
      feed.close()
      await log
        .close()
        .catch((error: unknown) => parts.logger.error({ err: error, run_id }, 'the log of a run is not whole'))
    }
  } finally {
    await parts.tokens.revoke(issued.jti).catch(() => undefined)
  }
}

async function secretsOf(parts: RunnerParts, { secrets }: AgentSettings): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of secrets) {
    const value = await parts.secretOf(name)
    if (value === null)
      throw new AppError('agent_not_found', `The secret ${name} is not kept here: countersign secret set ${name}.`)
    found[name] = value
  }
  return found
}

function failedExit(error: unknown): AgentExit {
  const known = error instanceof AppError ? error : null
  return {
    ...{ ok: false, exit_code: null, error_code: known?.code ?? 'internal' },
    ...{ detail: known?.message ?? 'The console failed to run it.', remediation_hint: null },
  }
}

const MAX_DETAIL = 4000

/** The console's own cause goes before what the program makes of it. */
function endOf({ cause }: OpenLiveRun, exit: AgentExit): Partial<AgentRun> {
  const { exit_code } = exit
  if (cause !== null) {
    const { state, error_code, remediation_hint } = cause
    return { state, exit_code, detail: cause.detail.slice(0, MAX_DETAIL), error_code, remediation_hint }
  }
  const { error_code, remediation_hint } = exit
  const state = exit.ok ? 'ended' : error_code === 'output_limit' ? 'limit_reached' : 'failed'
  const told = {
    error_code: error_code?.slice(0, 64) ?? null,
    remediation_hint: remediation_hint?.slice(0, 1000) ?? null,
  }
  return { state, exit_code, detail: exit.detail.slice(0, MAX_DETAIL), ...told }
}
