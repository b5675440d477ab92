/**
 * `npm run verify -- a b`, or `all`: runs acceptance phases in order, each against a console of its own on a fresh data root under
 * reports/verify/, and writes reports/phase_<X>_acceptance.json and .md. `--help` says what each does. Exit code 0 when all pass, 1 when one does not,
 * 2 for a phase that does not exist.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { acceptanceReport } from '../main/core/reports/acceptance-report.ts'
import { gitState } from './verify/git-state.ts'
import type { PhaseContext } from './verify/phase.ts'
import { PHASES } from './verify/phases.ts'
import { phasesHelp } from './verify/phases-help.ts'
import { writeReport } from './verify/write-report.ts'

const root = join(import.meta.dirname, '..')
const words = process.argv.slice(2)
if (words.some((word) => word === '--help' || word === '-h' || word === 'help')) {
  process.stdout.write(`${phasesHelp()}\n`)
  process.exit(0)
}
const names = words.includes('all') ? [...PHASES.keys()] : words
const unknown = names.filter((name) => !PHASES.has(name))
if (names.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) process.stderr.write(`verify: there is no phase ${unknown.join(', ')}\n`)
  process.stderr.write(`${phasesHelp()}\n`)
  process.exit(2)
}

const now = (): string => new Date().toISOString()

function newContext(name: string): PhaseContext {
  const stamp = now().replaceAll(/[-:]|\.\d+/g, '')
  const dataRoot = join(root, 'reports', 'verify', `phase_${name}-${stamp}`)
  mkdirSync(dataRoot, { recursive: true })
  return { root, dataRoot, say: (line) => process.stdout.write(`   ${line}\n`) }
}

let failed = false
for (const [i, name] of names.entries()) {
  const phase = PHASES.get(name)
  if (phase === undefined) continue
  process.stdout.write(`\n── phase ${phase.letter} (${i + 1} of ${names.length}): ${phase.title}\n`)
  const started_at = now()
  const { git_commit, git_changed_files } = gitState(root)
  const context = newContext(name)
  const findings = await phase.run(context)
  const config_summary = {
    node: process.version,
    platform: process.platform,
    git_changed_files,
    ...findings.config_summary,
  }
  const report = acceptanceReport(
    { phase: phase.letter, started_at, finished_at: now(), git_commit },
    { ...findings, config_summary },
  )
  const files = writeReport(root, report)
  for (const [metric, value] of Object.entries(report.metrics)) context.say(`${metric.padEnd(24)} ${value}`)
  for (const reason of report.fail_reasons) context.say(`failed: ${reason}`)
  process.stdout.write(`── phase ${phase.letter}: ${report.pass ? 'PASS' : 'FAIL'}, see ${files.join(' and ')}\n`)
  failed ||= !report.pass
}
process.exitCode = failed ? 1 : 0
