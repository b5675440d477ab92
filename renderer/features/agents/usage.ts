import type { AgentRun } from '../../../contract/agent.ts'
import { sizeWords } from '../../design/size-words.ts'
import { count } from '../../design/time-words.ts'
import { costWords, spanWords } from './run-words.ts'

/** How much of one thing a run has used, and may. */
export interface Meter {
  readonly name: string
  readonly used: string
  /** Null: it is not limited. */
  readonly limit: string | null
  /** 0 to 1; null without a limit. */
  readonly fraction: number | null
}

type Used = Pick<AgentRun, 'started_at' | 'ended_at' | 'usage' | 'limits' | 'log_bytes'>

/** `now` in milliseconds since 1970; counts only while the run is not over. */
export function metersOf({ started_at, ended_at, usage, limits, log_bytes }: Used, now: number): readonly Meter[] {
  const end = ended_at === null ? now : Date.parse(ended_at)
  const ms = Math.max(0, end - Date.parse(started_at))
  const tokens = usage.input_tokens + usage.output_tokens
  return [
    meter('Time', ms, limits.seconds * 1000, spanWords),
    meter('Turns', usage.turns, limits.turns, count),
    meter('Tokens', tokens, limits.tokens, count),
    ...(usage.cost_usd === null && limits.cost_usd === null
      ? []
      : [
          usage.cost_usd === null
            ? { ...meter('Cost', 0, limits.cost_usd, costWords), used: 'it does not say', fraction: null }
            : meter('Cost', usage.cost_usd, limits.cost_usd, costWords),
        ]),
    meter('Log', log_bytes, limits.output_bytes, sizeWords),
  ]
}

function meter(name: string, used: number, limit: number | null, words: (n: number) => string): Meter {
  const fraction = limit === null ? null : limit === 0 ? 1 : Math.min(1, used / limit)
  return { name, used: words(used), limit: limit === null ? null : words(limit), fraction }
}
