import type { AgentSettings } from '../../../contract/agent.ts'
import { AppError } from '../kernel/app-error.ts'
import type { AgentExit, AgentOrder, AgentPort } from './agent-port.ts'
import { comesBack } from './come-back.ts'
import type { OpenLiveRun } from './live-run.ts'
import { createLogFeed } from './log-feed.ts'
import { leftOf, type RunPlan } from './planned-run.ts'
import { reviewMaterial } from './review-material.ts'
import { RunFailure } from './run-failure.ts'
import { createRunSink, subOf } from './run-sink.ts'
import type { RunnerParts } from './runner-parts.ts'
import { createSecretRedactor } from './secret-redactor.ts'

export interface ReadyWorkspace {
  /** Null: there is none; the folder of the run itself does. */
  readonly path: string | null
  readonly base_sha256: string | null
  remove(): Promise<void>
}

/** How much longer than the run its token lives, in seconds: its last word may be on its way. */
const TOKEN_GRACE_S = 30

/** How long whoever runs an agent may take to end it, in milliseconds: more than any of them says that it needs. */
const END_MS = 60_000

/** Runs the program of an agent, with a token, its secrets and a log. Rejects when it cannot be started. */
export async function runInside(
  parts: RunnerParts,
  plan: RunPlan,
  live: OpenLiveRun,
  workspace: ReadyWorkspace,
): Promise<AgentExit> {
  const { dispatch, role, agent, settings } = plan
  const { run_id, task_id, correlation_id } = live.run
  const port = portOf(parts, settings)
  const review = role === 'reviewer' ? await reviewMaterial(parts, task_id, correlation_id, dispatch) : null
  if (role === 'reviewer' && review === null) throw new AppError('protocol_out_of_order', 'There is nothing to review.')
  const secrets = await secretsOf(parts, settings, live.signal)
  const { token, revoke } = await tokenFor(parts, live)
  try {
    const { state_folder, log } = await parts.folders.open(run_id, { token, secrets })
    const redact = createSecretRedactor([token, ...Object.values(secrets)])
    const feed = createLogFeed({ ...parts, of: live.run, log, redact })
    try {
      const words = `run ${run_id}: ${agent} (${settings.kind}) as ${role} of round ${dispatch.round} of ${task_id}`
      feed.add('console', words)
      await rememberBase(parts, live, workspace)
      live.signal.throwIfAborted()
      const order: AgentOrder = {
        ...{ run_id, task_id, title: plan.task.title, request_text: plan.task.request_text, role, settings, dispatch },
        ...{ review, limits: settings.limits, workspace: workspace.path ?? state_folder, state_folder, token },
        console_url: parts.consoleUrl(),
      }
      const sink = createRunSink(parts, live, feed, log, workspace.base_sha256, redact)
      const exit = await toItsEnd(parts, live, port.run(order, sink, live.signal))
      feed.add('console', exit.ok ? 'the program ended well; this says nothing about the task' : exit.detail)
      return { ...exit, detail: redact(exit.detail) }
    } finally {
      feed.close()
      await log
        .close()
        .catch((error: unknown) => parts.logger.error({ err: error, run_id }, 'the log of a run is not whole'))
    }
  } finally {
    await revoke()
  }
}

function portOf({ ports }: RunnerParts, { kind }: AgentSettings): AgentPort {
  const port = ports[kind]
  if (port === undefined) throw new AppError('agent_not_found', `This console runs no agents of the kind ${kind}.`)
  return port
}

/**
 * Before anything runs in a workspace for the first time, the log says what it was: should the console die between the start of the program
 * and the line that tells of it, nobody takes what the program did by then for how it was at first.
 */
async function rememberBase(
  { index, lines }: RunnerParts,
  live: OpenLiveRun,
  { base_sha256 }: ReadyWorkspace,
): Promise<void> {
  if (base_sha256 === null || index.baseOf(live.run.task_id) !== null) return
  live.run = { ...live.run, state: 'running' }
  await lines.record('agent_run_started', live.run, { pid: null, identity: null, base_sha256 })
}

/** Whoever does not come back although the run was ended is not waited for. */
function toItsEnd(
  { processes, timers, logger }: RunnerParts,
  { signal, run: { run_id } }: OpenLiveRun,
  run: Promise<AgentExit>,
): Promise<AgentExit> {
  return comesBack(run, signal, END_MS, timers, () => {
    logger.error({ run_id }, 'an agent does not come to its end; it is not waited for any more')
    void processes.endLeftovers(run_id, [])
    const detail = 'It was told to end and did not: something of it may still run.'
    return new RunFailure('not_ended', detail, 'Look for its processes on this machine.')
  })
}

/** A token for this role on this task alone; dead as soon as the run is to end. */
async function tokenFor(
  { tokens, clock, logger }: RunnerParts,
  { run, signal }: OpenLiveRun,
): Promise<{ token: string; revoke: () => Promise<void> }> {
  const { run_id, agent, role, task_id } = run
  const { token, jti } = await tokens.issue({
    ...{ sub: subOf(agent, run_id), scope: role, task_id, door: 'agent' },
    ttl_seconds: Math.ceil(leftOf(run, clock.now()) / 1000) + TOKEN_GRACE_S,
  })
  let revoking: Promise<void> | null = null
  const revoke = (): Promise<void> => {
    revoking ??= tokens
      .revoke(jti)
      .then(() => undefined)
      .catch((error: unknown) => logger.warn({ err: error, run_id }, 'the token of a run lives until it expires'))
    return revoking
  }
  if (signal.aborted) await revoke()
  else signal.addEventListener('abort', () => void revoke(), { once: true })
  return { token, revoke }
}

/** Throws RunFailure `secret_missing`. */
async function secretsOf(
  { secretOf, timers }: RunnerParts,
  { secrets }: AgentSettings,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of secrets) {
    const value = await comesBack(secretOf(name), signal, 0, timers, () => signal.reason as Error)
    if (value === null)
      throw new RunFailure(
        'secret_missing',
        `The secret ${name} is not kept here.`,
        `Keep it here: countersign secret set ${name}`,
      )
    found[name] = value
  }
  return found
}
