import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AcceptanceReport } from '../../contract/report.ts'
import { acceptanceMarkdown } from '../../main/core/reports/acceptance-markdown.ts'

/** Writes both forms of a report. Returns their paths from the repository. */
export function writeReport(root: string, report: AcceptanceReport): string[] {
  const name = `reports/phase_${report.phase}_acceptance`
  writeFileSync(join(root, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`)
  writeFileSync(join(root, `${name}.md`), acceptanceMarkdown(report))
  return [`${name}.json`, `${name}.md`]
}
