import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type AuditConfig, loadAudit } from './audit-config.ts'
import { StartupError } from './core/kernel/startup-error.ts'
import { SETTING_NAMES, SETTING_TRAITS, type SettingName } from './core/settings/setting-traits.ts'
import { readSettings, type SettingsReading } from './core/settings/settings-reading.ts'
import { operatingSystemUser, operatorName } from './operator-name.ts'
import { loadSources, SOURCE_SECRETS, type SourcesConfig } from './sources-config.ts'
import { TOOL_SECRETS } from './tool-families.ts'

/** Everything that the console was told, checked once and frozen. */
export interface Config {
  /** Absolute path of the folder that holds ssot/, audit/, reports/ and secrets/. */
  readonly data_root: string
  readonly data_root_from: 'flag' | 'environment' | 'default'
  /** `config.json` as this start read it. */
  readonly file: Pick<Extract<SettingsReading, { ok: true }>, 'settings' | 'named'>
  /** The settings that a flag or a variable says, whatever the file does. */
  readonly said: ReadonlyMap<SettingName, 'flag' | 'environment'>
  /** Address to listen on; loopback unless --host says otherwise. */
  readonly host: string
  /** 0 picks a free port. */
  readonly port: number
  /** Host names besides the loopback ones that the Host header may hold. */
  readonly allowed_hosts: readonly string[]
  /** The local operator: what is decided in the window, in the browser or on the command line is decided by `operator:NAME`. */
  readonly operator_name: string
  /** From JWT_SECRET; null: generated into secrets/ on first run. */
  readonly jwt_secret: string | null
  readonly secrets: {
    /** From COUNTERSIGN_SECRETS. `auto`: sealed where the machine can do it; `file`: plain files for their owner alone. */
    readonly at_rest: 'auto' | 'file'
    /** Names of the secrets of sources that the environment gives. */
    readonly from_environment: readonly string[]
    /** Secrets of tools that the environment gives, by their names. */
    readonly of_tools: ReadonlyMap<string, string>
  }
  /** Port of the listener for a tunnel, which serves /webhooks/* and /health alone; null: none. 0 picks a free one. */
  readonly ingress_port: number | null
  readonly sources: SourcesConfig
  readonly audit: AuditConfig
  /** Size in bytes at which the audit log goes on in a new file. */
  readonly audit_segment_bytes: number
  /** Reason with which the operator accepts the loss of a log that does not match its signed head, or null. */
  readonly accept_audit_loss: string | null
  /** Print the address with a one-time login code on stderr once ready. */
  readonly print_login: boolean
}

const FLAGS = {
  'data-root': { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  'ingress-port': { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
  'accept-audit-loss': { type: 'string' },
  'print-login': { type: 'boolean' },
  // The ready line is JSON with or without it; every verb takes it.
  json: { type: 'boolean' },
} as const

export const DEFAULT_PORT = 8787
export const DEFAULT_SEGMENT_BYTES = 64 * 1024 * 1024
const MIN_JWT_SECRET_BYTES = 32
const LOOPBACK = ['127.0.0.1', '::1', 'localhost']

/**
 * Flags before environment before `config.json` before defaults.
 * Throws StartupError (exit 2) that names the flag, variable or file.
 */
export function loadConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  defaultDataRoot: string,
): Config {
  const flags = parseFlags(argv)
  const data_root = dataRootFrom(flags['data-root'], env, defaultDataRoot)
  makeDataRoot(data_root)
  const read = readConfigFile(join(data_root, 'config.json'))
  const file = read.settings
  const host = flags.host ?? '127.0.0.1'
  if (host.trim() === '') throw wrong('--host is empty', 'give an address, or leave the flag out for 127.0.0.1')
  for (const name of flags['allow-host'] ?? [])
    if (!/^[A-Za-z0-9.-]+$/.test(name))
      throw wrong(`--allow-host "${name}" is not a host name`, 'give the name alone, without scheme and port')
  const jwt_secret = given(env, 'JWT_SECRET')
  if (jwt_secret !== null && Buffer.byteLength(jwt_secret) < MIN_JWT_SECRET_BYTES)
    throw wrong(
      `JWT_SECRET has ${Buffer.byteLength(jwt_secret)} bytes`,
      `give it at least ${MIN_JWT_SECRET_BYTES} (RFC 7518, 3.2)`,
    )
  if (!LOOPBACK.includes(host) && jwt_secret === null)
    throw wrong(
      `--host ${host} opens the console to other machines without authentication configured`,
      'set JWT_SECRET',
    )
  const reason = flags['accept-audit-loss'] ?? null
  if (reason?.trim() === '')
    throw wrong('--accept-audit-loss has no reason', 'say why the loss is accepted; it is recorded')
  return Object.freeze({
    data_root,
    data_root_from: dataRootNamed(flags['data-root'], env).from,
    file: { settings: file, named: read.named },
    said: saidOutside(flags, env),
    host,
    port:
      portFrom('--port', flags.port) ??
      portFrom('COUNTERSIGN_PORT', given(env, 'COUNTERSIGN_PORT')) ??
      file.port ??
      DEFAULT_PORT,
    allowed_hosts: [
      ...(LOOPBACK.includes(host) ? [] : [host.includes(':') ? `[${host}]` : host]),
      ...(flags['allow-host'] ?? []),
    ].map((name) => name.toLowerCase()),
    operator_name: operatorFrom(env, file.operator_name),
    jwt_secret,
    secrets: {
      at_rest: atRestFrom(given(env, 'COUNTERSIGN_SECRETS')),
      from_environment: SOURCE_SECRETS.filter((name) => given(env, name) !== null),
      of_tools: new Map(TOOL_SECRETS.flatMap((name) => (given(env, name) === null ? [] : [[name, env[name] ?? '']]))),
    },
    ingress_port: portFrom('--ingress-port', flags['ingress-port']) ?? null,
    sources: loadSources(env, file),
    audit: loadAudit(env, file),
    audit_segment_bytes: file.audit_segment_bytes ?? DEFAULT_SEGMENT_BYTES,
    accept_audit_loss: reason,
    print_login: flags['print-login'] ?? false,
  })
}

function wrong(message: string, remedy: string): StartupError {
  return new StartupError(2, message, remedy)
}

function parseFlags(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, strict: true, allowPositionals: false }).values
  } catch (error) {
    throw wrong(
      (error as Error).message,
      `the flags are ${Object.keys(FLAGS)
        .map((flag) => `--${flag}`)
        .join(', ')}`,
    )
  }
}

/** An empty variable counts as not set. */
function given(env: Readonly<Record<string, string | undefined>>, name: string): string | null {
  const value = env[name]
  return value === undefined || value === '' ? null : value
}

function portFrom(name: string, text: string | null | undefined): number | undefined {
  if (text === null || text === undefined) return undefined
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535))
    throw wrong(`${name} "${text}" is not a port`, 'give a number from 0 to 65535; 0 picks a free port')
  return port
}

function operatorFrom(env: Readonly<Record<string, string | undefined>>, inFile: string | undefined): string {
  const fromEnv = given(env, 'COUNTERSIGN_OPERATOR')
  if (fromEnv !== null) return operatorName('COUNTERSIGN_OPERATOR', fromEnv)
  return inFile === undefined ? operatingSystemUser() : operatorName('operator_name', inFile)
}

function atRestFrom(text: string | null): 'auto' | 'file' {
  if (text === null || text === 'auto') return 'auto'
  if (text === 'file') return 'file'
  throw wrong(`COUNTERSIGN_SECRETS "${text.slice(0, 20)}" is not a way to keep secrets`, 'give auto or file')
}

/** The data root that a start with these flags has; nothing is made. Throws StartupError (exit 2) for a wrong flag. */
export function namedDataRoot(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  defaultDataRoot: string,
): string {
  return dataRootFrom(parseFlags(argv)['data-root'], env, defaultDataRoot)
}

function dataRootFrom(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  otherwise: string,
): string {
  return resolve(dataRootNamed(flag, env).path ?? otherwise)
}

function dataRootNamed(flag: string | undefined, env: Readonly<Record<string, string | undefined>>) {
  if (flag !== undefined) return { path: flag, from: 'flag' as const }
  const path = given(env, 'COUNTERSIGN_DATA_ROOT')
  return path === null ? { path, from: 'default' as const } : { path, from: 'environment' as const }
}

function saidOutside(
  flags: ReturnType<typeof parseFlags>,
  env: Readonly<Record<string, string | undefined>>,
): Config['said'] {
  const said = new Map<SettingName, 'flag' | 'environment'>()
  for (const name of SETTING_NAMES) {
    const { variable, flag } = SETTING_TRAITS[name]
    if (variable !== null && given(env, variable) !== null) said.set(name, 'environment')
    if (flag === '--port' && flags.port !== undefined) said.set(name, 'flag')
  }
  return said
}

/** The data root for a verb that only looks. Throws StartupError (exit 2) when there is no audit log in it. */
export function findDataRoot(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  defaultDataRoot: string,
): string {
  const dataRoot = dataRootFrom(flag, env, defaultDataRoot)
  if (!existsSync(join(dataRoot, 'audit')) || !existsSync(join(dataRoot, 'secrets')))
    throw wrong(`${dataRoot} is no data root: it has no audit/ and secrets/`, 'name the right one with --data-root')
  return dataRoot
}

function makeDataRoot(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
    if (!statSync(path).isDirectory()) throw new Error('it is not a folder')
  } catch (cause) {
    throw wrong(
      `the data root ${path} cannot be used: ${(cause as Error).message}`,
      'choose a folder that you may write with --data-root',
    )
  }
}

/** What a start makes of it beyond its shape is said by who reads the single members, which the environment may stand before. */
function readConfigFile(path: string): Config['file'] {
  const problem = (why: string): StartupError =>
    wrong(`${path} is not valid: ${why}`, 'mend or delete it; docs/specs/CONFIG.md lists its members')
  let text: string | null
  try {
    text = existsSync(path) ? readFileSync(path, 'utf8') : null
  } catch (cause) {
    throw problem((cause as Error).message)
  }
  const read = readSettings(text, () => null)
  if (!read.ok) throw problem(read.reason)
  return read
}
