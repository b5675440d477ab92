import type { ProcessSample } from './process-sample.ts'

export interface TimedSample extends ProcessSample {
  /** Since the beginning, in seconds. */
  readonly at_s: number
}

export interface Growth {
  readonly what: keyof ProcessSample
  /** Medians of the first and the last quarter after the warm-up. */
  readonly before: number
  readonly after: number
  /** 0.05 is five percent more. */
  readonly growth: number
}

export const MAX_GROWTH = 0.05
/** Part of the run that does not count: caches and the just-in-time compiler fill up. */
const WARM_UP = 0.2
const LEAST_SAMPLES = 20

/** Throws when there are too few samples to say anything. */
export function judgeGrowth(samples: readonly TimedSample[]): readonly Growth[] {
  const last = samples.at(-1)?.at_s ?? 0
  const counted = samples.filter(({ at_s }) => at_s >= last * WARM_UP)
  if (counted.length < LEAST_SAMPLES) throw new Error(`${counted.length} samples say nothing about growth`)
  const quarter = Math.floor(counted.length / 4)
  return (['rss_mib', 'handles', 'children'] as const).map((what) => {
    const before = median(counted.slice(0, quarter).map((each) => each[what]))
    const after = median(counted.slice(-quarter).map((each) => each[what]))
    return { what, before, after, growth: before === 0 ? after : after / before - 1 }
  })
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}
