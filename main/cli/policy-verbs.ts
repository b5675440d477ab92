import { readFileSync } from 'node:fs'
import { type LintFinding, PolicySimulation, PolicyView } from '../../contract/policy.ts'
import { readPolicyYaml } from '../adapters/policy/policy-yaml.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import { lint } from '../core/policy/lint.ts'
import { TOOL_LEVELS } from '../tool-families.ts'
import { withDoor } from './cli-door.ts'
import { parseVerb } from './flags.ts'
import { findingLine, letsOut, policyLines, simulationLines } from './policy-lines.ts'
import { printable } from './printable.ts'
import type { ExitCode, Terminal } from './terminal.ts'

const ROUTE = '/api/policy'

/** The policy in force, its text last, so that it can be cut out and changed. Exit code 1 when its file is not valid. */
export async function policyShow(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, {}, [])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const view = PolicyView.parse(await door.request('GET', ROUTE))
    if (values.json === true) terminal.out(JSON.stringify(view))
    else {
      for (const line of policyLines(view)) terminal.out(line)
      terminal.out('')
      terminal.out(view.text.trimEnd())
    }
    return view.refused === null ? 0 : 1
  })
}

/** What is wrong with a file, asking no console, or with the policy in force. Exit code 1 when something is. */
export async function policyLint(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, {}, argv.some(isWord) ? ['FILE'] : [])
  const [file] = positionals
  const found = file === undefined ? await lintOfForce(values['data-root'], terminal) : lintOfFile(file)
  if (values.json === true) terminal.out(JSON.stringify(found))
  else {
    if (found.problem !== null) terminal.out(`not valid: ${printable(found.problem)}`)
    for (const line of found.lint.map(findingLine)) terminal.out(line)
    if (found.valid && found.lint.length === 0) terminal.out('nothing found')
  }
  return found.valid && found.lint.length === 0 ? 0 : 1
}

/**
 * Which recorded calls the file would decide otherwise. Exit code 1 when it is not valid, when something that leaves the machine would run
 * without an approval, or when there are more changes than are told, so that this is not known.
 */
export async function policyTest(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, {}, ['FILE'])
  const text = readText(positionals[0] ?? '')
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const found = PolicySimulation.parse(await door.request('POST', `${ROUTE}/simulate`, { text }))
    if (values.json === true) terminal.out(JSON.stringify(found))
    else for (const line of simulationLines(found)) terminal.out(line)
    return found.valid && found.more === 0 && !found.changes.some(letsOut) ? 0 : 1
  })
}

/** Puts the file in force, in the place of the policy with `--base-sha`, or of the one that is in force at this moment. */
export async function policySet(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, { 'base-sha': { type: 'string' } }, ['FILE'])
  const text = readText(positionals[0] ?? '')
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const base_sha = values['base-sha'] ?? PolicyView.parse(await door.request('GET', ROUTE)).sha256
    const view = PolicyView.parse(await door.request('PUT', ROUTE, { text, base_sha }))
    if (values.json === true) terminal.out(JSON.stringify(view))
    else for (const line of policyLines(view)) terminal.out(line)
    return 0
  })
}

const isWord = (arg: string, place: number, argv: readonly string[]): boolean =>
  !arg.startsWith('-') && argv[place - 1] !== '--data-root'

interface Linted {
  readonly valid: boolean
  readonly problem: string | null
  readonly lint: readonly LintFinding[]
}

function lintOfFile(file: string): Linted {
  const reading = readPolicyYaml(readText(file))
  if (!reading.ok) return { valid: false, problem: reading.problem, lint: [] }
  return { valid: true, problem: null, lint: lint(reading.policy, TOOL_LEVELS) }
}

async function lintOfForce(dataRoot: string | undefined, terminal: Terminal): Promise<Linted> {
  let view: PolicyView | undefined
  await withDoor(dataRoot, terminal, 'existing', async (door) => {
    view = PolicyView.parse(await door.request('GET', ROUTE))
    return 0
  })
  return { valid: view?.refused === null, problem: view?.refused?.reason ?? null, lint: view?.lint ?? [] }
}

/** Throws StartupError. Whether it is a policy is asked later. */
function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file))
  } catch (error) {
    throw new StartupError(1, `${file} cannot be read: ${(error as Error).message}`, 'give the path of a YAML file')
  }
}
