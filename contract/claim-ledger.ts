import * as z from 'zod'
import { CheckOutcome, Claim } from './protocol.ts'
import { Issue } from './task.ts'

/** `VERIFIED`: checked by the console. `UNVERIFIED`: said, not checked. `GAPS`: not said, contradicted, or its proof is missing. */
export const LedgerStatus = z.enum(['VERIFIED', 'GAPS', 'UNVERIFIED']).meta({ id: 'LedgerStatus' })
export type LedgerStatus = z.infer<typeof LedgerStatus>

/** One criterion: what was claimed, what the console checked, what the reviewer found. Reported and verified are never mixed. */
export const LedgerRow = z
  .strictObject({
    criterion_id: z.string(),
    text: z.string(),
    reported: Claim.nullable(),
    verified: CheckOutcome.nullable(),
    issues: z.array(Issue),
    status: LedgerStatus,
    reasons: z.array(z.string()).meta({ description: 'why it is not VERIFIED, in words' }),
  })
  .meta({ id: 'LedgerRow' })
export type LedgerRow = z.infer<typeof LedgerRow>

export const ClaimLedger = z
  .strictObject({
    round: z.int().nullable(),
    status: LedgerStatus,
    rows: z.array(LedgerRow),
    out_of_scope: z.array(z.string()),
    missing_proof: z.array(z.string()).meta({ description: 'packages that the round names and that are not whole' }),
    blocks_approval: z.boolean().meta({
      description: 'true: a person needs override_reason to approve the task; also until the reviewer approved',
    }),
  })
  .meta({ id: 'ClaimLedger' })
export type ClaimLedger = z.infer<typeof ClaimLedger>
