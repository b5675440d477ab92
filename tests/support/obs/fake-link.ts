import type { JsonObject } from '../../../contract/json-object.ts'
import type { Timers } from '../../../main/core/kernel/timers.ts'
import { type ObsHappening, type ObsHealth, type ObsLink, ObsProblem } from '../../../main/core/tools/obs/obs-link.ts'

/** Answers by request: data, a code of a refusal, or what to do and answer. */
export type FakeAnswer = JsonObject | number | ((data: JsonObject) => JsonObject | number)

export interface FakeLink extends ObsLink {
  readonly answers: Record<string, FakeAnswer>
  readonly asked: string[]
  happen(happening: ObsHappening): void
  /** An output tells a turn, as `RecordStateChanged` does. */
  turn(event: string, turn: string, path?: string): void
  setHealth(health: ObsHealth): void
}

export const HEALTHY: ObsHealth = {
  ...{ state: 'on', latency_ms: 2, checked_ms: 0 },
  about: { obs: '29.0.2', websocket: '5.1.0', platform: 'here', requests: new Set() },
}

/** OBS in memory. What was not told how to answer is answered with nothing. */
export function createFakeLink(answers: Record<string, FakeAnswer> = {}): FakeLink {
  const listeners = new Set<(happening: ObsHappening) => void>()
  const asked: string[] = []
  let health: ObsHealth = HEALTHY
  const happen = (happening: ObsHappening): void => {
    for (const listener of [...listeners]) listener(happening)
  }
  return {
    ...{ answers, asked, happen },
    call: async (request, data, signal) => {
      signal.throwIfAborted()
      asked.push(request)
      if (health.state === 'lost') throw health.problem
      const answer = answers[request] ?? {}
      const found = typeof answer === 'function' ? answer(data) : answer
      if (typeof found === 'number') throw new ObsProblem('refused', `OBS refused ${request} (${found}).`, found)
      return found
    },
    health: () => health,
    setHealth: (next) => {
      health = next
    },
    turn: (event, turn, path) =>
      happen({
        kind: 'told',
        event,
        data: { outputState: `OBS_WEBSOCKET_OUTPUT_${turn}`, ...(path === undefined ? {} : { outputPath: path }) },
      }),
    watch: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** Whoever waits has waited long enough as soon as everything else is done. */
export const IMPATIENT: Timers = {
  after: (_, work) => {
    const timer = setTimeout(work, 0)
    return () => clearTimeout(timer)
  },
}
