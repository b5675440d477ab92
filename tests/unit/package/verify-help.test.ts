import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { PHASES } from '../../../scripts/verify/phases.ts'
import { phasesHelp } from '../../../scripts/verify/phases-help.ts'

it('the help on the acceptance phases says of each what it does and about how long it takes', () => {
  const lines = phasesHelp().split('\n')
  for (const name of PHASES.keys())
    expect(lines.find((line) => line.startsWith(`  ${name} `))).toMatch(
      /^ {2}\w {2}about .+(minute|second)s? {2}.{30,}$/,
    )
})

it('`npm run verify -- --help` prints it and leaves with 0, without running anything', async () => {
  const program = join(import.meta.dirname, '../../../scripts/verify.ts')
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, '--help'])
  expect([stdout, stderr]).toEqual([`${phasesHelp()}\n`, ''])
})
