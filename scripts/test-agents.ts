/**
 * `npm run test:agents [-- --openclaw]`: installs the real agents where they are missing, then runs their suites: `agents`, with Codex, and
 * with --openclaw also `openclaw`, which takes another 650 MB and minutes. Exit code as of `npm test`, 2 for a wrong flag.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { type AgentProgram, ensureAgentProgram } from './agent-programs.ts'

const args = process.argv.slice(2)
if (args.some((arg) => arg !== '--openclaw')) {
  process.stderr.write('usage: npm run test:agents [-- --openclaw]\n')
  process.exit(2)
}
const programs: AgentProgram[] = args.length > 0 ? ['codex', 'openclaw'] : ['codex']
for (const program of programs) ensureAgentProgram(program)
const suites = programs.map((program) => (program === 'codex' ? 'agents' : 'openclaw'))
const test = join(import.meta.dirname, 'test.ts')
const { status } = spawnSync(process.execPath, [test, '--only', suites.join(',')], { stdio: 'inherit' })
process.exitCode = status ?? 1
