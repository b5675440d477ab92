import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { AcceptanceReport } from '../../contract/report.ts'
import { findResources } from '../resources.ts'
import { hasPhases, runPhases } from '../verify-phases.ts'
import { type ExitCode, type Terminal, UsageError } from './terminal.ts'

/**
 * Runs acceptance phases, all of them when none is named, and exits as they do: 0 passed, 1 not, 2 no such phase or no phases here. With
 * --json what they say goes to stderr, and the reports that they wrote are the output, one line each.
 */
export async function verify(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { json, phases } = wordsOf(argv)
  const { root } = findResources(import.meta.dirname)
  if (!hasPhases(root)) {
    terminal.err('countersign: the acceptance phases are part of the repository, and this copy comes without them')
    terminal.err('  remedy: run it in a checkout; here, `countersign audit verify` checks the log')
    return 2
  }
  const began = new Date().toISOString()
  const code = await runPhases({ root, phases, report: json ? 'stderr' : 'stdout', versions: process.versions })
  if (json) for (const report of reportsSince(root, began)) terminal.out(JSON.stringify(report))
  return code
}

function wordsOf(argv: readonly string[]): { json: boolean; phases: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    })
    return { json: values.json === true, phases: positionals.length === 0 ? ['all'] : positionals }
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** What was written since `began`; a report of an earlier run is not of this one. */
function reportsSince(root: string, began: string): AcceptanceReport[] {
  return AcceptanceReport.shape.phase.options
    .map((phase) => join(root, 'reports', `phase_${phase}_acceptance.json`))
    .filter((file) => existsSync(file))
    .map((file) => AcceptanceReport.parse(JSON.parse(readFileSync(file, 'utf8'))))
    .filter(({ started_at }) => started_at >= began)
}
