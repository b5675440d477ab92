import type { Dispatch, ReviewVerdict, StoredResult } from '../../../contract/protocol.ts'
import type { ProtocolRound } from '../../../contract/protocol-view.ts'

/** Why a verdict does not fit the result that it is about, in words; null when it does. */
export function verdictProblem(
  { acceptance_criteria }: Pick<Dispatch, 'acceptance_criteria'>,
  { work_log }: Pick<StoredResult, 'work_log'>,
  { decision, issues }: Pick<ReviewVerdict, 'decision' | 'issues'>,
): string | null {
  if (decision === 'reject' && issues.length === 0) return 'A rejection names at least one issue.'
  if (decision === 'approve' && issues.length > 0) return 'An approval has no issues; with issues it is a rejection.'
  const criteria = new Set(acceptance_criteria.map(({ criterion_id }) => criterion_id))
  const entries = new Set(work_log.map(({ entry_id }) => entry_id))
  const seen = new Set<string>()
  for (const { issue_id, criterion_ref, work_log_ref } of issues) {
    const name = `Issue ${JSON.stringify(issue_id)}`
    if (seen.has(issue_id)) return `${name} is there twice.`
    seen.add(issue_id)
    if (!criteria.has(criterion_ref)) return `${name}: criterion_ref names no criterion of the dispatch.`
    if (work_log_ref === null || !entries.has(work_log_ref))
      return `${name}: work_log_ref names no entry of the work log of the result.`
  }
  return null
}

/**
 * Whether this reviewer is who did the work of the round. A token bears one scope and one sub, and an agent's sub names its run: whoever
 * has the same sub is the same token holder or the same run.
 */
export const isOwnWork = ({ ack, result }: Pick<ProtocolRound, 'ack' | 'result'>, sub: string): boolean =>
  ack?.acked_by === sub || result?.received_from === sub
