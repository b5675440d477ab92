/**
 * The browser that the browser tests drive. Run as a program (`node scripts/chromium.ts`) it makes sure that there is
 * one: exit code 0 when there is, or when there is none and that is allowed (not under CI); 1 otherwise.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** The machine as far as finding a browser goes; tests hand in their own. */
export interface Machine {
  env: Readonly<Record<string, string | undefined>>
  platform: string
  home: string
}

export const thisMachine = (): Machine => ({ env: process.env, platform: process.platform, home: homedir() })

/** Told from "none found": the person named a browser and it is not one. */
export class BadChromiumPath extends Error {}

/** Debian's name of the same engine without windows; the browser tests take a quarter less time with it. */
const SHELL = 'chromium-headless-shell'
/** Most wanted first. */
const NAMES = [
  SHELL,
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
]

function listFolder(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

/** Where browsers live, most likely first: PATH, the system's usual places, Playwright's own downloads. */
export function candidates({ env, platform, home }: Machine): string[] {
  const suffix = platform === 'win32' ? '.exe' : ''
  const inPath = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const found = NAMES.flatMap((name) => inPath.map((folder) => join(folder, `${name}${suffix}`)))
  if (platform === 'darwin') {
    for (const app of ['Chromium', 'Google Chrome', 'Microsoft Edge']) {
      found.push(`/Applications/${app}.app/Contents/MacOS/${app}`)
    }
  }
  if (platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']]
    for (const root of roots.filter((folder) => folder !== undefined)) {
      found.push(
        join(root, 'Google/Chrome/Application/chrome.exe'),
        join(root, 'Microsoft/Edge/Application/msedge.exe'),
      )
    }
  }
  const downloads = join(home, '.cache/ms-playwright')
  for (const name of listFolder(downloads).filter((folder) => folder.startsWith('chromium-'))) {
    for (const inner of listFolder(join(downloads, name))) found.push(join(downloads, name, inner, 'chrome'))
  }
  return found
}

/** A program that answers to --version; some systems have a `chromium-browser` that only says how to install one. */
function answers(program: string, platform: string): boolean {
  if (!existsSync(program)) return false
  // On Windows the question opens a window instead of being answered.
  return platform === 'win32' || spawnSync(program, ['--version'], { stdio: 'ignore', timeout: 60_000 }).status === 0
}

/**
 * Path of an installed Chromium (or Chrome, or Edge); undefined when there is none. CHROMIUM_PATH decides when set.
 * @throws BadChromiumPath when CHROMIUM_PATH names something else than a browser
 */
export function findChromium(machine: Machine): string | undefined {
  const named = machine.env['CHROMIUM_PATH']
  if (named === undefined || named === '') {
    return candidates(machine).find((program) => answers(program, machine.platform))
  }
  if (!answers(named, machine.platform)) throw new BadChromiumPath(`CHROMIUM_PATH names no browser: ${named}`)
  return named
}

const say = (line: string): void => {
  process.stderr.write(`setup: ${line}\n`)
}

const APT = '/usr/bin/apt-get'

/** Debian's own package, where apt and the right to use it are at hand. */
function installByApt(): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync(APT)) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const steps: [string, string[]][] = [
    ['apt-get update (about ten seconds)', ['-qq', 'update']],
    [`apt-get install ${SHELL} (about half a minute)`, ['-qq', 'install', '-y', '--no-install-recommends', SHELL]],
  ]
  for (const [title, args] of steps) {
    say(`a browser for the browser tests: ${title}`)
    // apt's own progress is some 200 lines; they are shown when it fails.
    const { status, stdout, stderr, error } = spawnSync(APT, args, { env, encoding: 'utf8', timeout: 900_000 })
    if (status !== 0) say(`apt-get ${args.at(-1)} failed: ${error?.message ?? ''}\n${stdout}${stderr}`.trimEnd())
  }
}

function ensure(): number {
  const machine = thisMachine()
  const isCi = process.env['CI'] === 'true'
  try {
    const found = findChromium(machine)
    // A person's own browser will do; CI has no time to lose.
    if (found !== undefined && (!isCi || found.endsWith(SHELL) || found === process.env['CHROMIUM_PATH'])) return 0
    installByApt()
    if (findChromium(machine) !== undefined) return 0
  } catch (error) {
    if (!(error instanceof BadChromiumPath)) throw error
    say(error.message)
    return 1
  }
  const remedy = 'install Chromium or Chrome, or set CHROMIUM_PATH'
  if (isCi) {
    say(`no Chromium here, and CI must run the browser tests: ${remedy}`)
    return 1
  }
  say(`no Chromium here: the browser tests will be skipped (${remedy})`)
  return 0
}

if (import.meta.main) process.exitCode = ensure()
