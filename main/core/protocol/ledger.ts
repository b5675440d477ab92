import type { ClaimLedger, LedgerRow, LedgerStatus } from '../../../contract/claim-ledger.ts'
import type { EvidencePackage } from '../../../contract/evidence.ts'
import type { CheckOutcome } from '../../../contract/protocol.ts'
import type { ProtocolRound } from '../../../contract/protocol-view.ts'
import type { AcceptanceCriterion, Issue, Task } from '../../../contract/task.ts'
import { packageProblem, proofsOf } from './proofs.ts'

export interface LedgerFacts {
  readonly task: Pick<Task, 'task_id' | 'acceptance_criteria'>
  /** The last round; null when the task was never dispatched. */
  readonly round: ProtocolRound | null
  /** Packages of the correlation id of the task, as they were found now. */
  readonly packages: readonly EvidencePackage[]
  /** What in the file contradicts its own hashes. */
  readonly faults: readonly string[]
}

interface Doubts {
  readonly gaps: readonly string[]
  readonly unverified: readonly string[]
}

/**
 * Holds what was said against what the console checked, criterion by criterion. A row is VERIFIED only when it was claimed, its check
 * passed, its proof is whole and no issue about it is open; whatever contradicts that or is missing is a gap; what is only said is
 * UNVERIFIED. The whole is as good as its worst part.
 */
export function ledgerOf({ task, round, packages, faults }: LedgerFacts): ClaimLedger {
  const criteria = round?.dispatch.acceptance_criteria ?? task.acceptance_criteria
  const rows = criteria.map((criterion) => rowOf(task.task_id, criterion, round, packages))
  const workspace = round?.observed?.workspace ?? null
  const out_of_scope = workspace?.out_of_scope ?? []
  const missing_proof = (round === null ? [] : proofsOf(round)).flatMap(
    (ref) => packageProblem(task.task_id, ref, packages) ?? [],
  )
  const isDoubtful =
    faults.length > 0 || out_of_scope.length > 0 || missing_proof.length > 0 || workspace?.complete === false
  const status = isDoubtful ? 'GAPS' : worst(rows.map((row) => row.status))
  const isReviewed = round?.verdict?.decision === 'approve'
  return {
    round: round?.dispatch.round ?? null,
    ...{ status, rows, out_of_scope, missing_proof },
    blocks_approval: faults.length > 0 || (round !== null && (status !== 'VERIFIED' || !isReviewed)),
  }
}

function worst(statuses: readonly LedgerStatus[]): LedgerStatus {
  if (statuses.includes('GAPS')) return 'GAPS'
  return statuses.length === 0 || statuses.includes('UNVERIFIED') ? 'UNVERIFIED' : 'VERIFIED'
}

function rowOf(
  taskId: string,
  { criterion_id, text, check }: AcceptanceCriterion,
  round: ProtocolRound | null,
  packages: readonly EvidencePackage[],
): LedgerRow {
  const reported = round?.result?.claims.find(({ criterion_ref }) => criterion_ref === criterion_id) ?? null
  const outcomes = round?.observed?.checks.filter(({ criterion_ref }) => criterion_ref === criterion_id) ?? []
  // Of two outcomes the worse counts; of a criterion without a check nothing can have been checked.
  const verified =
    check === undefined ? null : (outcomes.find(({ state }) => state !== 'passed') ?? outcomes[0] ?? null)
  const issues = openIssues(round).filter(({ criterion_ref }) => criterion_ref === criterion_id)
  const checked = check === undefined ? NO_CHECK : checkDoubts(taskId, verified, packages)
  const gaps = [...claimGaps(reported), ...issueGaps(issues), ...checked.gaps]
  const status = gaps.length > 0 ? 'GAPS' : checked.unverified.length > 0 ? 'UNVERIFIED' : 'VERIFIED'
  return { criterion_id, text, reported, verified, issues, status, reasons: [...gaps, ...checked.unverified] }
}

const NO_CHECK: Doubts = { gaps: [], unverified: ['the criterion has no check command'] }

/** Issues of the verdict; before there is one, those that the round was given out with. */
function openIssues(round: ProtocolRound | null): readonly Issue[] {
  return round?.verdict?.issues ?? round?.dispatch.issues ?? []
}

function claimGaps(reported: LedgerRow['reported']): string[] {
  if (reported === null) return ['the executor says nothing of it']
  return reported.met ? [] : ['the executor says that it is not met']
}

function issueGaps(issues: readonly Issue[]): string[] {
  return issues.length === 0 ? [] : [`${issues.length === 1 ? 'an issue is' : `${issues.length} issues are`} open`]
}

function checkDoubts(taskId: string, outcome: CheckOutcome | null, packages: readonly EvidencePackage[]): Doubts {
  if (outcome === null) return { gaps: [], unverified: ['its check was not run'] }
  const proof = outcome.output === null ? null : packageProblem(taskId, outcome.output, packages)
  const gaps = proof === null ? [] : [`the output of its check: ${proof}`]
  switch (outcome.state) {
    case 'passed': {
      if (outcome.exit_code !== 0) return { gaps: [...gaps, 'its check did not end with exit code 0'], unverified: [] }
      if (outcome.output === null) return { gaps: ['the output of its check was not kept'], unverified: [] }
      return { gaps, unverified: [] }
    }
    case 'failed':
      return { gaps: [...gaps, `its check failed${exit(outcome)}`], unverified: [] }
    case 'timed_out':
      return { gaps: [...gaps, 'its check did not end in time'], unverified: [] }
    case 'not_run':
      return { gaps, unverified: [`its check was not run: ${outcome.detail}`] }
  }
}

const exit = ({ exit_code }: CheckOutcome): string => (exit_code === null ? '' : ` with exit code ${exit_code}`)
