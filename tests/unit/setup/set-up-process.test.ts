import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { REPOSITORY } from '../../arch/source-module.ts'

/**
 * Stands in for npm: notes that it ran, waits while a file named `hold` is there, and leaves behind the record that
 * npm leaves; with a file named `fail` it fails like npm without a network. It ends with the folder that it runs in.
 */
const FAKE_NPM = `
const fs = require('node:fs')
fs.appendFileSync('npm-runs', process.pid + '\\n')
const finish = () => {
  if (!fs.existsSync('npm-runs')) process.exit(1)
  if (fs.existsSync('hold')) return setTimeout(finish, 20)
  if (fs.existsSync('fail')) { console.error('npm error code ENOTFOUND'); process.exit(1) }
  const { packages } = JSON.parse(fs.readFileSync('package-lock.json'))
  delete packages['']
  fs.mkdirSync('node_modules', { recursive: true })
  fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }))
}
finish()
`

let root: string
let started: ChildProcess[]

beforeEach(async () => {
  started = []
  root = await mkdtemp(join(tmpdir(), 'set-up-'))
  await cp(join(REPOSITORY, 'scripts/setup'), join(root, 'scripts/setup'), { recursive: true })
  await cp(join(REPOSITORY, 'scripts/setup.mjs'), join(root, 'scripts/setup.mjs'))
  await writeFile(join(root, 'npm-cli.js'), FAKE_NPM)
  await lockVersion('1.0.0')
})

afterEach(async () => {
  for (const child of started) child.kill('SIGKILL')
  await rm(root, { recursive: true, force: true, maxRetries: 5 })
})

const lockVersion = (version: string) =>
  writeFile(
    join(root, 'package-lock.json'),
    JSON.stringify({ packages: { '': {}, 'node_modules/a': { version, integrity: 'sha512-a' } } }),
  )

const npmRuns = (): number[] => {
  const file = join(root, 'npm-runs')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : []
}

function setUp(): { child: ChildProcess; done: Promise<{ code: number | null; stderr: string }> } {
  const env = { ...process.env, npm_execpath: join(root, 'npm-cli.js'), npm_node_execpath: process.execPath }
  const child = spawn(process.execPath, [join(root, 'scripts/setup.mjs')], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  started.push(child)
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  const done = new Promise<{ code: number | null; stderr: string }>((resolve) => {
    // Not 'close': an orphan of a killed set-up keeps its end of the pipe.
    child.once('exit', (code) => setImmediate(() => resolve({ code, stderr })))
  })
  return { child, done }
}

const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 20_000, interval: 20 })

describe('the set-up', () => {
  it('installs once, then has nothing to do and says nothing', async () => {
    expect((await setUp().done).stderr).toContain('npm ci')
    expect(await setUp().done).toEqual({ code: 0, stderr: '' })
    expect(npmRuns()).toHaveLength(1)
    expect(existsSync(join(root, '.setup.lock'))).toBe(false)
  })

  it('installs again when the lockfile has changed', async () => {
    await setUp().done
    await lockVersion('1.0.1')
    expect((await setUp().done).stderr).toContain('out of date')
    expect(npmRuns()).toHaveLength(2)
  })

  it('takes what somebody’s own npm ci has installed', async () => {
    await setUp().done
    await rm(join(root, 'node_modules/.setup-stamp'))
    expect(await setUp().done).toEqual({ code: 0, stderr: '' })
    expect(npmRuns()).toHaveLength(1)
  })

  it('begun twice at once installs once', async () => {
    await writeFile(join(root, 'hold'), '')
    const first = setUp()
    await until(() => npmRuns().length === 1)
    const second = setUp()
    await rm(join(root, 'hold'))
    expect([(await first.done).code, (await second.done).code]).toEqual([0, 0])
    expect(npmRuns()).toHaveLength(1)
  })

  it('killed in the middle leaves nothing that blocks the next one', async () => {
    await writeFile(join(root, 'hold'), '')
    const first = setUp()
    await until(() => npmRuns().length === 1)
    first.child.kill('SIGKILL')
    process.kill(npmRuns()[0] ?? 0, 'SIGKILL')
    await first.done
    await rm(join(root, 'hold'))
    expect((await setUp().done).code).toBe(0)
    expect(npmRuns()).toHaveLength(2)
  })

  it('killed alone makes the next one wait for the npm that it left behind', async () => {
    await writeFile(join(root, 'hold'), '')
    const first = setUp()
    // The lock names npm, on its second line, a moment after npm has begun.
    await until(() => npmRuns().length === 1 && readFileSync(join(root, '.setup.lock'), 'utf8').includes('\n'))
    first.child.kill('SIGKILL')
    await first.done
    const second = setUp()
    let waiting = ''
    second.child.stderr?.on('data', (chunk: string) => {
      waiting += chunk
    })
    await until(() => waiting.includes(`waiting for another set-up (process ${npmRuns()[0]})`))
    expect(npmRuns()).toHaveLength(1)
    await rm(join(root, 'hold'))
    expect((await second.done).code).toBe(0)
  })

  it('interrupted ends npm, frees the lock and says so by its exit code', async () => {
    await writeFile(join(root, 'hold'), '')
    const first = setUp()
    await until(() => npmRuns().length === 1)
    first.child.kill('SIGTERM')
    expect((await first.done).code).toBe(143)
    expect(existsSync(join(root, '.setup.lock'))).toBe(false)
    expect(() => process.kill(npmRuns()[0] ?? 0, 0)).toThrow(/ESRCH/)
  })

  it('fails with the reason and a remedy when npm does, and tries again the next time', async () => {
    await writeFile(join(root, 'fail'), '')
    const { code, stderr } = await setUp().done
    expect(code).toBe(1)
    expect(stderr).toContain('npm error code ENOTFOUND')
    expect(stderr).toContain(
      'setup: npm ci failed: the npm registry cannot be reached\nsetup: remedy: check the network',
    )
    await rm(join(root, 'fail'))
    expect((await setUp().done).code).toBe(0)
  })
})
