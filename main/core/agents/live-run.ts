import type { AgentLimits, AgentRun, AgentUsage } from '../../../contract/agent.ts'
import type { Timers } from '../kernel/timers.ts'

/** Why the console ended a run. */
export interface RunCause {
  readonly state: 'ended' | 'stopped' | 'limit_reached'
  readonly detail: string
  readonly error_code: string | null
  readonly remediation_hint: string | null
}

/** A run that this process has under way. */
export interface LiveRun {
  /** As it stands now. */
  run: AgentRun
  readonly signal: AbortSignal
  /** The first cause holds. */
  end(cause: RunCause): void
  readonly cause: RunCause | null
  /** Resolves when all of it is over and recorded. */
  readonly over: Promise<void>
}

export interface OpenLiveRun extends LiveRun {
  finish(): void
}

export function createLiveRun(run: AgentRun): OpenLiveRun {
  const controller = new AbortController()
  const { promise, resolve } = Promise.withResolvers<void>()
  let cause: RunCause | null = null
  return {
    run,
    signal: controller.signal,
    end: (given) => {
      cause ??= given
      controller.abort(new Error(given.detail))
    },
    get cause() {
      return cause
    },
    over: promise,
    finish: resolve,
  }
}

/** Lets a run end by itself for `ms`, then ends it. Resolves when it is over. */
export async function endSoon(live: LiveRun, cause: RunCause, ms: number, timers: Timers): Promise<void> {
  const cancel = timers.after(ms, () => live.end(cause))
  await live.over
  cancel()
}

const limit = (detail: string, name: string): RunCause => ({
  ...{ state: 'limit_reached', detail, error_code: 'limit_reached' },
  remediation_hint: `Raise limits.${name} of the agent in the settings, or give it less to do at once.`,
})

export const tooLate = (seconds: number): RunCause =>
  limit(`It ran for ${seconds} s, which is as long as it may.`, 'seconds')
export const tooMuchOutput = (): RunCause => limit('It wrote more than it may.', 'output_bytes')

/** The limit that this usage is over; null: none. */
export function overLimit(used: AgentUsage, limits: AgentLimits): RunCause | null {
  const tokens = used.input_tokens + used.output_tokens
  if (limits.turns !== null && used.turns > limits.turns)
    return limit(`It took ${used.turns} turns; ${limits.turns} are allowed.`, 'turns')
  if (limits.tokens !== null && tokens > limits.tokens)
    return limit(`It used ${tokens} tokens; ${limits.tokens} are allowed.`, 'tokens')
  if (limits.cost_usd !== null && used.cost_usd !== null && used.cost_usd > limits.cost_usd)
    return limit(`It cost ${used.cost_usd} USD; ${limits.cost_usd} are allowed.`, 'cost_usd')
  return null
}
