import { join } from 'node:path'
import { type Output, runCommand } from './command.ts'
import type { Tally } from './tally.ts'

/**
 * Runs one of the tools in node_modules (`args`: its program, then its arguments); it counts as one test.
 */
export async function runTool(root: string, args: readonly string[], output: Output): Promise<Tally> {
  const [program = '', ...rest] = args
  const code = await runCommand(root, [join(root, 'node_modules', program), ...rest], output)
  if (code === 0) return { passed: 1, failed: 0, skipped: 0, problems: [] }
  return { passed: 0, failed: 1, skipped: 0, problems: [`exit code ${code}`] }
}
