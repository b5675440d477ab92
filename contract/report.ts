import * as z from 'zod'
import { Sha256, Timestamp } from './ids.ts'

/** What `npm run verify` writes for one phase, `reports/phase_<X>_acceptance.json`. */
export const AcceptanceReport = z.strictObject({
  phase: z.enum(['A', 'B', 'C', 'D', 'E', 'F', 'G']),
  pass: z.boolean(),
  started_at: Timestamp,
  finished_at: Timestamp,
  how_to_run: z.string(),
  metrics: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
  artifacts: z.array(z.strictObject({ path: z.string(), sha256: Sha256, note: z.string().optional() })),
  fail_reasons: z.array(z.string()),
  git_commit: z.string().nullable(),
  config_summary: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
})
export type AcceptanceReport = z.infer<typeof AcceptanceReport>
