import type { App } from 'electron'

/** `electron . --headless-verify a b`: the phases, or all of them, and no window. */
const FLAG = '--headless-verify'

/** The phases that the command line asks for; null when it is an ordinary start. */
export function phasesToVerify(argv: readonly string[]): readonly string[] | null {
  const at = argv.findIndex((word) => word === FLAG || word.startsWith(`${FLAG}=`))
  if (at === -1) return null
  const [, given] = argv[at]?.split('=', 2) ?? []
  const rest = argv.slice(at + 1)
  const end = rest.findIndex((word) => word.startsWith('-'))
  const words = given === undefined ? rest.slice(0, end === -1 ? rest.length : end) : given.split(',')
  const phases = words.filter((word) => word !== '')
  return phases.length === 0 ? ['all'] : phases
}

/**
 * Runs the phases and leaves with their result, before Electron is ready: no window, no lock, no data root of the app is touched.
 * 2 when this copy has no phases.
 */
export async function headlessVerify(parts: {
  readonly app: Pick<App, 'exit'>
  readonly phases: readonly string[]
  readonly hasPhases: boolean
  readonly run: (phases: readonly string[]) => Promise<number>
  readonly say: (line: string) => void
}): Promise<void> {
  const { app, phases, say } = parts
  if (!parts.hasPhases) {
    say('countersign: the acceptance phases are part of the repository, and this copy comes without them')
    say('  remedy: in a checkout, run `npm run verify -- PHASE…`; here, `countersign audit verify` checks the log')
    return app.exit(2)
  }
  try {
    app.exit(await parts.run(phases))
  } catch (error) {
    say(`countersign: the phases could not be started: ${error instanceof Error ? error.message : String(error)}`)
    say('  remedy: install Node 24, or run `node scripts/setup.mjs`, which brings it')
    app.exit(1)
  }
}
