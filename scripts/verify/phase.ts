import type { AcceptanceReport } from '../../contract/report.ts'
import type { PhaseFindings } from '../../main/core/reports/acceptance-report.ts'

/** Where a phase works. */
export interface PhaseContext {
  /** The repository. */
  readonly root: string
  /** Empty folder for the console of this phase; git ignores it. */
  readonly dataRoot: string
  /** Progress, one line at a time. */
  say(line: string): void
}

/**
 * One row of the table of phases. `run` never throws for what the console does wrong: that becomes a fail reason, so that
 * there is a report of every run.
 */
export interface Phase {
  readonly letter: AcceptanceReport['phase']
  readonly title: string
  run(context: PhaseContext): Promise<PhaseFindings>
}
