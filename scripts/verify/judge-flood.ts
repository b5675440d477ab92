import type { AcceptanceReport } from '../../contract/report.ts'
import { percentile } from '../../main/core/reports/percentile.ts'
import type { Due, FloodFindings } from './flood-step.ts'
import { hundredths } from './hundredths.ts'

/** Reads during a flood may take this much longer. */
export const MAX_RATIO = 1.2
/** The seeds' limit for reads. */
export const MAX_READ_P95_MS = 200
/** Of what was due a little may fall beyond the end. */
const LEAST_SHARE = 0.99

/** P95 of all reads of each kind: one bad second in twenty shows. NaN of none. */
function p95(reads: readonly number[]): number {
  return reads.length === 0 ? Number.NaN : percentile(reads, 95)
}

export function floodMetrics({ sustained, flooded, quiet, forged }: FloodFindings): AcceptanceReport['metrics'] {
  return {
    flood_api_p95_ms: hundredths(p95(flooded)),
    flood_baseline_p95_ms: hundredths(p95(quiet)),
    flood_p95_ratio: hundredths(p95(flooded) / p95(quiet)),
    flood_sustained_p95_ms: hundredths(p95(sustained)),
    flood_requests: forged,
  }
}

/** What speaks against the console, or against the flood: one that was not sent, or not measured, proves nothing. */
export function judgeFlood(findings: FloodFindings, due: Due): string[] {
  const { sustained, flooded, quiet, forged, statuses } = findings
  const wrong: string[] = []
  const others = Object.keys(statuses).filter((status) => status !== '401' && status !== '429')
  if (others.length > 0) wrong.push(`forged deliveries of the flood were answered ${others.join(', ')}`)
  if (forged < due.forged * LEAST_SHARE) wrong.push(`the flood had ${forged} deliveries, not ${due.forged}`)
  if (Math.min(flooded.length, quiet.length) < due.reads * LEAST_SHARE)
    wrong.push(`${flooded.length} reads under flood and ${quiet.length} without were timed, not ${due.reads} each`)
  if (sustained.length < due.sustained * LEAST_SHARE)
    wrong.push(`${sustained.length} reads during the whole flood were timed, not ${due.sustained}`)
  if (!(p95(sustained) < MAX_READ_P95_MS)) wrong.push(`flood_sustained_p95_ms is not below ${MAX_READ_P95_MS}`)
  if (!(p95(flooded) < MAX_READ_P95_MS)) wrong.push(`flood_api_p95_ms is not below ${MAX_READ_P95_MS}`)
  const ratio = p95(flooded) / p95(quiet)
  if (!(ratio <= MAX_RATIO)) wrong.push(`the flood made the P95 of reads ${hundredths(ratio)} times what it was`)
  return wrong
}
