import { expect, it } from 'vitest'
import { runCli } from '../../../main/cli/run-cli.ts'
import { hasPhases } from '../../../main/verify-phases.ts'
import { capturedTerminal } from '../../support/captured-terminal.ts'
import { temporaryFolder } from '../../support/data-root.ts'

async function cli(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const { terminal, out, err } = capturedTerminal()
  return { code: await runCli(argv, terminal), out: out.join('\n'), err: err.join('\n') }
}

it('`countersign verify` exits as the phases do: 2 for one that does not exist, and with --json nothing else on stdout', async () => {
  expect(await cli('verify', 'z', '--json')).toEqual({ code: 2, out: '', err: '' })
})

it('`countersign verify` refuses flags that it does not know, and shows its usage', async () => {
  const { code, err } = await cli('verify', '--data-root', '/nowhere')
  expect(code).toBe(2)
  expect(err).toContain('verify [PHASE …]')
})

it('a folder without the repository’s scripts has no phases', async () => {
  expect(hasPhases(await temporaryFolder())).toBe(false)
})
