import { IntakeState } from '../../contract/intake.ts'
import { withDoor } from './cli-door.ts'
import { parseVerb } from './flags.ts'
import { printable } from './printable.ts'
import type { ExitCode, Terminal } from './terminal.ts'

/** What arrives from outside is kept and waits. */
export async function intakePause(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, { reason: { type: 'string' } }, [])
  const why = values.reason === undefined ? {} : { reason: values.reason }
  return set(values, terminal, { paused: true, ...why })
}

/** What waited is carried out. */
export async function intakeResume(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, {}, [])
  return set(values, terminal, { paused: false })
}

async function set(
  flags: { readonly 'data-root'?: string | undefined; readonly json?: boolean | undefined },
  terminal: Terminal,
  wanted: object,
): Promise<ExitCode> {
  return withDoor(flags['data-root'], terminal, 'existing', async (door) => {
    const state = IntakeState.parse(await door.request('POST', '/api/intake', wanted))
    terminal.out(flags.json === true ? JSON.stringify(state) : wordsOf(state))
    return 0
  })
}

function wordsOf({ paused, since, by, reason, held }: IntakeState): string {
  if (!paused) return held === 0 ? 'the intake runs' : `the intake runs; ${held} deliveries are carried out now`
  const why = reason === null ? '' : `: ${printable(reason)}`
  return `the intake is paused since ${since} by ${printable(by ?? 'unknown')}${why}; ${held} deliveries wait`
}
