/** Latencies of one stream of requests, in milliseconds. */
export interface LatencyFigures {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

export function latencyFigures(milliseconds: readonly number[]): LatencyFigures {
  const sorted = Float64Array.from(milliseconds).sort()
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}
