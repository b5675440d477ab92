import { runCli } from '../../main/cli/run-cli.ts'
import type { ExitCode, Terminal } from '../../main/cli/terminal.ts'
import { capturedTerminal } from './captured-terminal.ts'

/** What a verb printed, its lines joined. */
export interface RanVerb {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

/** Runs one verb of the command line in this process; `given` is what its terminal has besides a place for lines. */
export async function runVerb(argv: readonly string[], given: Partial<Terminal>): Promise<RanVerb> {
  const { terminal, out, err } = capturedTerminal()
  const code = await runCli(argv, { ...terminal, ...given })
  return { code, out: out.join('\n'), err: err.join('\n') }
}
