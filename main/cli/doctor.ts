import { accessSync, constants, existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type SourceState, SystemInfo } from '../../contract/system.ts'
import { findInstance } from '../adapters/files/instance-lock.ts'
import { verifyLogFolder } from '../adapters/files/verify-log-folder.ts'
import { openSecretFiles } from '../adapters/secrets/secret-files.ts'
import { type Config, loadConfig } from '../config.ts'
import { findResources } from '../resources.ts'
import { createSourceStates } from '../source-states.ts'
import { openCliDoor } from './cli-door.ts'
import { parseVerb } from './flags.ts'
import { findBrowser, findElectronBinary } from './programs.ts'
import type { ExitCode, Terminal } from './terminal.ts'

export interface Finding {
  readonly check: string
  readonly state: 'ok' | 'warn' | 'fail'
  readonly detail: string
  /** What to do about it; null when nothing is wrong. */
  readonly remedy: string | null
}

const ok = (check: string, detail: string): Finding => ({ check, state: 'ok', detail, remedy: null })
const warn = (check: string, detail: string, remedy: string): Finding => ({ check, state: 'warn', detail, remedy })
const fail = (check: string, detail: string, remedy: string): Finding => ({ check, state: 'fail', detail, remedy })

/** Looks at everything the console needs. Exit 1 when anything fails. */
export async function doctor(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, {}, [])
  const flags = values['data-root'] === undefined ? [] : ['--data-root', values['data-root']]
  const { root } = findResources(import.meta.dirname)
  const config = loadConfig(flags, terminal.env, root)
  const findings = [
    checkNode(),
    checkDataRoot(config.data_root),
    await checkPort(config),
    await checkChain(config.data_root),
    checkClock(),
    await checkSources(config, values['data-root'], terminal),
    checkConsole(root),
    checkBrowser(),
    checkElectron(root),
  ]
  if (values.json === true) terminal.out(JSON.stringify(findings))
  else
    for (const { check, state, detail, remedy } of findings)
      terminal.out(
        `${state.padEnd(4)}  ${check.padEnd(12)}  ${detail}${remedy === null ? '' : `\n      remedy: ${remedy}`}`,
      )
  return findings.some((finding) => finding.state === 'fail') ? 1 : 0
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 24 || (major === 24 && minor >= 15)) return ok('node', process.version)
  return fail(
    'node',
    `${process.version} is too old`,
    'run it through npm, which brings Node 24, or install Node 24.15 or later',
  )
}

function checkDataRoot(dataRoot: string): Finding {
  try {
    accessSync(dataRoot, constants.W_OK)
    return ok('data root', dataRoot)
  } catch {
    return fail('data root', `${dataRoot} is not writable`, 'choose another with --data-root, or change its owner')
  }
}

async function checkPort({ data_root, port, host }: Config): Promise<Finding> {
  const running = findInstance(data_root)
  if (running !== null) return ok('port', `the console runs (pid ${running.pid}) at ${running.url ?? 'no address yet'}`)
  const free = await new Promise<boolean>((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
  return free
    ? ok('port', `${host}:${port} is free`)
    : fail('port', `${host}:${port} is taken`, 'start with --port N (0 picks a free one)')
}

async function checkChain(dataRoot: string): Promise<Finding> {
  if (!existsSync(join(dataRoot, 'audit', 'events.jsonl'))) return ok('chain', 'no audit log yet')
  const { publicKey, keyId } = openSecretFiles(dataRoot).existingAuditKeys()
  const isServiceRunning = findInstance(dataRoot) !== null
  const folder = join(dataRoot, 'audit')
  const verdict = await verifyLogFolder({
    folder,
    publicKey,
    keyId,
    isServiceRunning,
    deposits: [],
    onProgress: () => undefined,
  })
  if (verdict.ok) return ok('chain', `${verdict.count} lines, unbroken, signed up to ${verdict.signed_seq}`)
  if (verdict.kind === 'unsigned' && !isServiceRunning)
    return warn(
      'chain',
      `${verdict.detail} (seq ${verdict.seq})`,
      'after a crash this mends itself at the next start; see docs/specs/AUDIT.md',
    )
  return fail(
    'chain',
    `${verdict.kind} at ${verdict.file} line ${verdict.line_number}`,
    'npx countersign audit verify; see docs/specs/AUDIT.md',
  )
}

/** Tokens and codes expire by the clock; a clock that stands before this program was made cannot be right. */
function checkClock(): Finding {
  const now = new Date()
  if (now.getUTCFullYear() >= 2026) return ok('clock', now.toISOString())
  return fail(
    'clock',
    `it is ${now.toISOString()} here`,
    'set the clock (timedatectl set-ntp true): tokens expire by it',
  )
}

/** A running console knows best which sources are on; its environment need not be this shell's. */
async function checkSources(config: Config, dataRoot: string | undefined, terminal: Terminal): Promise<Finding> {
  const sources = await statesOf(config, dataRoot, terminal)
  const words = sources.map(({ source, state, reason }) =>
    reason === null ? `${source} ${state}` : `${source} ${state} (${reason})`,
  )
  const lost = sources.filter(({ state }) => state === 'lost')
  if (lost.length > 0) return warn('sources', words.join(', '), 'look at the reason of the source that is lost')
  const anyIn = sources.some(({ source, state }) => source !== 'api' && state === 'on')
  if (anyIn) return ok('sources', words.join(', '))
  return warn(
    'sources',
    words.join(', '),
    'set the secret of a source and start again; docs/specs/CONFIG.md names them',
  )
}

async function statesOf(config: Config, dataRoot: string | undefined, terminal: Terminal): Promise<SourceState[]> {
  if (findInstance(config.data_root) === null)
    return createSourceStates({
      sources: config.sources,
      clock: { now: () => Date.now() },
      polling: () => null,
      hub: null,
    }).list()
  const door = await openCliDoor(dataRoot, terminal, 'existing')
  return SystemInfo.parse(await door.request('GET', '/system/info').finally(door.close)).sources
}

function checkConsole(root: string): Finding {
  if (existsSync(join(root, 'out', 'renderer', 'index.html'))) return ok('console', 'built')
  return warn('console', 'the browser console is not built', 'npm start builds it')
}

function checkBrowser(): Finding {
  const browser = findBrowser(process.env)
  return browser === null
    ? warn(
        'browser',
        'no Chromium or Chrome found',
        'needed for the browser tests only; Debian: apt-get install chromium',
      )
    : ok('browser', browser)
}

function checkElectron(root: string): Finding {
  const binary = findElectronBinary(root, process.env)
  return binary === null
    ? warn('electron', 'no Electron binary: the console runs without a window', 'npm run desktop:install fetches it')
    : ok('electron', binary)
}
