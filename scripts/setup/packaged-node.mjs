import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { SetupError } from './say.mjs'

/** The oldest Node that runs this: type stripping, node:sqlite without a flag, and what vitest asks for. */
const LEAST = [24, 15]

/** @param {string | undefined} version as in process.versions.node */
export function isNewEnough(version) {
  const [major, minor] = (version ?? '').split('.').map(Number)
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])
}

function versionOf(program) {
  if (!existsSync(program)) return undefined
  if (realpathSync(program) === realpathSync(process.execPath)) return process.versions.node
  const answer = spawnSync(program, ['-p', 'process.versions.node'], { encoding: 'utf8' })
  return answer.status === 0 ? answer.stdout.trim() : undefined
}

/** Unlike existsSync, true for a link that leads nowhere. */
const isThere = (path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined

/**
 * Sees to it that npm scripts, which look in node_modules/.bin first, run on a Node that is new enough: the one of the
 * package for this machine, else the machine's own.
 * @param {string} root the repository
 * @returns {string} path of that Node
 */
export function chooseNode(root) {
  const windows = process.platform === 'win32'
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`
  const program = join(root, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node')
  const link = join(root, 'node_modules/.bin', windows ? 'node.cmd' : 'node')
  if (isNewEnough(versionOf(program))) {
    // npm 10 loses this link when it drops the other systems' packages, which own a program of the same name.
    if (!existsSync(link)) {
      rmSync(link, { force: true })
      if (windows) writeFileSync(link, `@"%~dp0\\..\\${name}\\bin\\node.exe" %*\r\n`)
      else symlinkSync(`../${name}/bin/node`, link)
    }
    return program
  }
  if (isNewEnough(process.versions.node)) {
    // A packaged Node that does not run here (another C library) must not stand before the machine's own.
    if (isThere(link)) rmSync(link)
    return process.execPath
  }
  throw new SetupError(
    `Node ${LEAST.join('.')} or later is needed, this machine has ${process.versions.node}, and the packaged one ` +
      `${existsSync(program) ? 'does not run here' : `does not exist for ${process.platform}-${process.arch}`}`,
    `install Node ${LEAST[0]} from https://nodejs.org, then run this again`,
  )
}
