import type { AckEcho, Dispatch, ReviewVerdict, TaskResult } from '../../contract/protocol.ts'
import type { AcceptanceCriterion } from '../../contract/task.ts'

export const CRITERIA: AcceptanceCriterion[] = [
  {
    criterion_id: 'c1',
    text: 'The file says hello.',
    check: { argv: ['grep', 'hello', 'src/a.txt'], timeout_seconds: 10 },
  },
  { criterion_id: 'c2', text: 'The tests pass.', check: { argv: ['sh', 'test.sh'], timeout_seconds: 10 } },
]
export const SCOPE = ['src/', 'tests/*.sh']

/** What an honest executor echoes. */
export const echoOf = ({ dispatch_id, acceptance_criteria, declared_scope }: Dispatch): AckEcho =>
  JSON.parse(JSON.stringify({ dispatch_id, acceptance_criteria, declared_scope }))

/** What an honest executor hands in: one entry of work, and a claim about every criterion. */
export const resultOf = ({ dispatch_id, acceptance_criteria, dispatched_at }: Dispatch): TaskResult => ({
  dispatch_id,
  summary: 'done',
  work_log: [
    {
      ...{ entry_id: 'w1', started_at: dispatched_at, finished_at: dispatched_at, text: 'wrote it' },
      ...{ command: 'sh build.sh', exit_code: 0, files: ['src/a.txt'] },
    },
  ],
  diff_snapshot: { files: ['src/a.txt'], patch: '--- a\n+++ b\n' },
  claims: acceptance_criteria.map(({ criterion_id }) => ({
    ...{ criterion_ref: criterion_id, met: true, text: 'it is', work_log_refs: ['w1'] },
  })),
  artifacts: [],
})

export const approvalOf = ({ dispatch_id }: Dispatch): ReviewVerdict => ({
  ...{ dispatch_id, decision: 'approve', comment: 'good', issues: [] },
})

export const rejectionOf = ({ dispatch_id, round }: Dispatch, text: string): ReviewVerdict => ({
  ...{ dispatch_id, decision: 'reject', comment: 'not yet' },
  issues: [{ issue_id: `i${round}`, criterion_ref: 'c1', work_log_ref: 'w1', text }],
})
