import { join } from 'node:path'
import { findInstance } from '../adapters/files/instance-lock.ts'
import type { SealableFiles } from '../adapters/secrets/sealable-files.ts'
import { openSecretFiles } from '../adapters/secrets/secret-files.ts'
import { type Config, findDataRoot, loadConfig } from '../config.ts'
import { NO_DESKTOP } from '../core/access/sealer.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import { findResources } from '../resources.ts'
import { loadSources, SOURCE_SECRETS } from '../sources-config.ts'
import { TOOL_SECRETS } from '../tool-families.ts'
import { parseVerb } from './flags.ts'
import { type ExitCode, type Terminal, UsageError } from './terminal.ts'

const MOST_CHARACTERS = 10_000
const KNOWN: readonly string[] = [...SOURCE_SECRETS, ...TOOL_SECRETS]

/** The kept secrets of a data root. This process can seal none; the desktop app does it when it starts. */
function openKept(
  dataRoot: string | undefined,
  terminal: Terminal,
  root: 'existing' | 'new',
): { files: SealableFiles; config: Config } {
  const home = findResources(import.meta.dirname).root
  if (root === 'existing') findDataRoot(dataRoot, terminal.env, home)
  const config = loadConfig(dataRoot === undefined ? [] : ['--data-root', dataRoot], terminal.env, home)
  return { files: openSecretFiles(config.data_root).outside(NO_DESKTOP, 'auto'), config }
}

/**
 * What follows `secret set` or `secret remove`. Nothing of it is repeated but a known name: where a value was given as one more word, as a
 * flag or in place of the name, the refusal must not show it once more.
 */
function readName(argv: readonly string[]) {
  const { values, positionals } = parseQuietly(argv, ['NAME'])
  const name = KNOWN.find((known) => known === positionals[0])
  if (name !== undefined) return { values, name }
  throw new UsageError(`this is no secret that is kept: ${KNOWN.join(', ')}. ${FROM_STDIN}`)
}

function parseQuietly(argv: readonly string[], words: readonly string[]) {
  try {
    return parseVerb(argv, {}, words)
  } catch (error) {
    if (!(error instanceof UsageError) || words.some((word) => error.message === `${word} is missing`)) throw error
    throw new UsageError(`what follows is not ${[...words, '[--data-root DIR] [--json]'].join(' ')}. ${FROM_STDIN}`)
  }
}

const FROM_STDIN =
  'The value of a secret is read from stdin; one that was given on the command line may stand in its history: make a new one'

/** Reads the value from stdin, so that it stands in no history and no list of processes. It is never printed. */
export async function secretSet(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, name } = readName(argv)
  const value = (await terminal.input()).replace(/\r?\n$/, '')
  if (value === '') throw new UsageError(`nothing came on stdin: the value of ${name} is read from there`)
  if (value.length > MOST_CHARACTERS || /[\r\n\0]/.test(value))
    throw new StartupError(2, `the value of ${name} is not one line of text`, 'give the secret alone, in one line')
  // Checked as at a start, which refuses the new secret alone, without the one that the other belongs to.
  loadSources({ WEBHOOK_SECRET: 'any', [name]: value }, {})
  const { files, config } = openKept(values['data-root'], terminal, 'new')
  files.write(name, value)
  const place = join(config.data_root, 'secrets', 'outside', name)
  if (values.json === true) terminal.out(JSON.stringify({ name, kept: 'file', path: place }))
  else terminal.out(`${name} is kept in ${place} (0600); the desktop app seals it where it can${when(name, config)}`)
  warnOfEnvironment(name, terminal)
  return 0
}

export async function secretList(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseQuietly(argv, [])
  const { files, config } = openKept(values['data-root'], terminal, 'existing')
  const given = config.secrets.from_environment
  const items = [...new Set([...files.names(), ...given])].sort().map((name) => ({
    name,
    kept: files.keptAs(name),
    in_environment: given.includes(name),
  }))
  if (values.json === true) terminal.out(JSON.stringify({ items }))
  else {
    for (const { name, kept, in_environment } of items)
      terminal.out(`${name.padEnd(24)} ${kept ?? 'not kept'}${in_environment ? ', overridden by the environment' : ''}`)
    if (items.length === 0) terminal.out('no secrets are kept')
  }
  return 0
}

export async function secretRemove(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, name } = readName(argv)
  const { files, config } = openKept(values['data-root'], terminal, 'existing')
  const removed = files.remove(name)
  if (values.json === true) terminal.out(JSON.stringify({ name, removed }))
  else terminal.out(removed ? `${name} is removed${when(name, config)}` : `${name} was not kept`)
  return removed ? 0 : 1
}

/** Secrets of sources are read when the console starts, those of tools each time that one is needed. */
function when(name: string, { data_root }: Config): string {
  if (findInstance(data_root) === null) return ''
  return TOOL_SECRETS.includes(name)
    ? '. The console that runs reads it when a tool needs it'
    : '. The console that runs goes on as it is until it is started again'
}

function warnOfEnvironment(name: string, terminal: Terminal): void {
  if ((terminal.env[name] ?? '') !== '')
    terminal.err(`countersign: ${name} is set in this environment too, and the environment comes first`)
}
