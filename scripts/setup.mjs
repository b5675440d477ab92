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
    if (flag !== '--build' && flag !== '--browser')
      throw new SetupError(`unknown flag ${flag}`, 'use --build, --browser')
  }
  const lock = await takeLock(join(root, '.setup.lock'), say)
  try {
    await installIfStale(root, lock)
    const node = chooseNode(root)
    if (wanted.has('--build')) await buildIfStale(root, node, lock)
    if (wanted.has('--browser')) {
      // Its own process: it is TypeScript shared with the tests, and needs the Node that was just made sure of.
      const browser = {
        command: node,
        args: [join(root, 'scripts/chromium.ts')],
        cwd: root,
        title: '',
        takes: '',
        lock,
      }
      const { code } = await runStep(browser)
      if (code !== 0) throw new SetupError('no browser for the browser tests', 'the reason is above')
    }
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
