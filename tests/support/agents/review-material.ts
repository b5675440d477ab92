import type { ReviewMaterial } from '../../../main/core/agents/agent-port.ts'

/** A result of one entry, w1, on which the console has found nothing. */
export const REVIEW_MATERIAL: ReviewMaterial = {
  result: {
    ...{ dispatch_id: 'abcdef012345' as ReviewMaterial['result']['dispatch_id'], summary: 'done', claims: [] },
    ...{
      artifacts: [],
      diff_snapshot: null,
      result_sha256: 'a'.repeat(64) as ReviewMaterial['result']['result_sha256'],
    },
    work_log: [
      {
        ...{ entry_id: 'w1', started_at: '2026-01-01T00:00:00Z', finished_at: null, text: 'wrote', command: null },
        ...{ exit_code: null, files: ['hello.txt'] },
      },
    ],
    ...{ received_at: '2026-01-01T00:00:00Z', received_from: 'test' },
  },
  observed: { workspace: null, checks: [], observed_at: '2026-01-01T00:00:00Z' },
  ledger: {
    ...{ round: 1, status: 'UNVERIFIED', rows: [], out_of_scope: [], missing_proof: [], blocks_approval: true },
  },
  patch: '+hello from the patch',
}
