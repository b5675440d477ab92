// Makes `npm start`, `npm test` and the rest work on a bare checkout, in one command each.
// Runs before anything is installed, on whatever Node the machine has (18 or later): built-in modules and plain
// JavaScript only, here and in scripts/setup/.
import { join } from 'node:path'
import { argv, exit } from 'node:process'
import { fileURLToPath } from 'node:url'
import { buildIfStale } from './setup/build.mjs'
import { installIfStale } from './setup/install.mjs'
import { takeLock } from './setup/lock.mjs'
import { explainSystemError } from './setup/npm-failure.mjs'
import { chooseNode } from './setup/packaged-node.mjs'
import { SetupError, say } from './setup/say.mjs'
import { runStep } from './setup/step.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const wanted = new Set(argv.slice(2))

async function setUp() {
  for (const flag of wanted) {
    if (!['--build', '--browser', '--programs'].includes(flag))
      throw new SetupError(`unknown flag ${flag}`, 'use --build, --browser, --programs')
  }
  const lock = await takeLock(join(root, '.setup.lock'), say)
  try {
    await installIfStale(root, lock)
    const node = chooseNode(root)
    if (wanted.has('--build')) await buildIfStale(root, node, lock)
    // Their own processes: they are TypeScript shared with the tests, and need the Node that was just made sure of.
    const ensure = async (program, problem) => {
      const args = [join(root, 'scripts', program)]
      const { code } = await runStep({ command: node, args, cwd: root, title: '', takes: '', lock })
      if (code !== 0) throw new SetupError(problem, 'the reason is above')
    }
    if (wanted.has('--browser')) await ensure('chromium.ts', 'no browser for the browser tests')
    if (wanted.has('--programs')) await ensure('tool-programs.ts', 'no programs for the tests of the tools')
  } finally {
    lock.release()
  }
}

try {
  await setUp()
} catch (error) {
  const known = error instanceof SetupError ? error : explainSystemError(error)
  if (known === undefined) throw error
  say(known.message)
  say(`remedy: ${known.remedy}`)
  exit(1)
}
