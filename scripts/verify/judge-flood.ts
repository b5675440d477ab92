import type { AcceptanceReport } from '../../contract/report.ts'
import type { FloodFindings } from './flood-step.ts'
import { hundredths } from './hundredths.ts'

/** Reads during a flood may take this much longer. */
export const MAX_RATIO = 1.2
/** The seeds' limit for reads. */
export const MAX_READ_P95_MS = 200
/** Of the deliveries that were due a few may fall beyond the end of the flood. */
const LEAST_SHARE = 0.99

export function floodMetrics(flood: FloodFindings): AcceptanceReport['metrics'] {
  return {
    flood_api_p95_ms: hundredths(flood.flood_p95_ms),
    flood_baseline_p95_ms: hundredths(flood.quiet_p95_ms),
    flood_p95_ratio: hundredths(flood.flood_p95_ms / flood.quiet_p95_ms),
    flood_requests: flood.forged,
  }
}

/** What speaks against the console, or against the flood: one that was not sent, or not measured, proves nothing. */
export function judgeFlood({ flood_p95_ms, quiet_p95_ms, forged, statuses }: FloodFindings, due: number): string[] {
  const wrong: string[] = []
  const others = Object.keys(statuses).filter((status) => status !== '401' && status !== '429')
  if (others.length > 0) wrong.push(`forged deliveries of the flood were answered ${others.join(', ')}`)
  if (forged < due * LEAST_SHARE) wrong.push(`the flood had ${forged} deliveries, not ${due}`)
  if (!(flood_p95_ms < MAX_READ_P95_MS)) wrong.push(`flood_api_p95_ms is not below ${MAX_READ_P95_MS}`)
  const ratio = flood_p95_ms / quiet_p95_ms
  if (!(ratio <= MAX_RATIO)) wrong.push(`the flood made the P95 of reads ${hundredths(ratio)} times what it was`)
  return wrong
}
