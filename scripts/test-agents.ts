/**
 * `npm run test:agents [-- --openclaw]`: installs the real agents where they are missing, then runs the suite `agents`. Codex always;
 * OpenClaw, which takes another 650 MB and minutes, with --openclaw or COUNTERSIGN_TEST_OPENCLAW=1. Exit code as of `npm test`, 2 for a
 * wrong flag.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureAgentProgram, OPENCLAW_ASKED } from './agent-programs.ts'

const args = process.argv.slice(2)
if (args.some((arg) => arg !== '--openclaw')) {
  process.stderr.write('usage: npm run test:agents [-- --openclaw]\n')
  process.exit(2)
}
const env = { ...process.env, ...(args.length > 0 ? { [OPENCLAW_ASKED]: '1' } : {}) }
ensureAgentProgram('codex')
if (env[OPENCLAW_ASKED] === '1') ensureAgentProgram('openclaw')
const test = join(import.meta.dirname, 'test.ts')
const { status } = spawnSync(process.execPath, [test, '--only', 'agents'], { stdio: 'inherit', env })
process.exitCode = status ?? 1
