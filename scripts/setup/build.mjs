import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentHash } from './content-hash.mjs'
import { SetupError } from './say.mjs'
import { runStep } from './step.mjs'

const SOURCES = ['package-lock.json', 'vite.config.ts', 'contract', 'main', 'preload', 'renderer', 'scripts/package']
const MAIN = ['electron.js', 'verify-log-worker.js', 'picture-worker.js', 'verify-proof.mjs', 'verify-hashes.mjs']
const ICONS = ['icons/icon.ico', 'icons/icon.icns']
const RESULTS = ['renderer/index.html', ...ICONS, ...MAIN.map((name) => `main/${name}`), 'preload/index.cjs']

/**
 * Builds the console, the desktop entry and its preload into out/ when anything they are made from has changed.
 * @param {string} root the repository
 * @param {string} node the Node to build with
 * @param {{ addProcess(pid: number): void, release(): void }} lock
 */
export async function buildIfStale(root, node, lock) {
  const out = join(root, 'out')
  const stamp = join(out, '.stamp')
  const now = contentHash(
    SOURCES.map((name) => join(root, name)),
    '',
  )
  const complete = RESULTS.every((name) => existsSync(join(out, name)))
  if (complete && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  // A build that is broken off must not pass for the one before it.
  rmSync(stamp, { force: true })
  const args = [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--app', '--logLevel', 'warn']
  const step = { command: node, args, cwd: root, title: 'building the console', takes: 'about ten seconds', lock }
  const { code } = await runStep(step)
  if (code !== 0) throw new SetupError('the build failed', 'its own words are above')
  mkdirSync(out, { recursive: true })
  writeFileSync(stamp, now)
}
