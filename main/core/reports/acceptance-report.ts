import { AcceptanceReport } from '../../../contract/report.ts'

/** What one phase measured and found. */
export type PhaseFindings = Pick<AcceptanceReport, 'metrics' | 'artifacts' | 'fail_reasons' | 'config_summary'>

/** The run around it. */
export type PhaseRun = Pick<AcceptanceReport, 'phase' | 'started_at' | 'finished_at' | 'git_commit'>

/**
 * The report of one phase. It passes exactly when nothing speaks against it. Throws ZodError when it does not keep to
 * the schema: a report that cannot be trusted is not written.
 */
export function acceptanceReport(run: PhaseRun, findings: PhaseFindings): AcceptanceReport {
  return AcceptanceReport.parse({
    phase: run.phase,
    pass: findings.fail_reasons.length === 0,
    started_at: run.started_at,
    finished_at: run.finished_at,
    how_to_run: `make verify-phase-${run.phase.toLowerCase()}`,
    metrics: findings.metrics,
    artifacts: findings.artifacts,
    fail_reasons: findings.fail_reasons,
    git_commit: run.git_commit,
    config_summary: findings.config_summary,
  })
}
