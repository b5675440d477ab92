import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { buildIfStale } from '../../../scripts/setup/build.mjs'

/** Stands in for vite: notes that it ran, fails when a source says so, and writes what a build writes. */
const FAKE_VITE = `
const fs = require('node:fs')
fs.appendFileSync('builds', 'x')
if (fs.readFileSync('renderer/main.tsx', 'utf8') === 'broken') process.exit(1)
for (const file of ['renderer/index.html', 'main/electron.js', 'main/verify-log-worker.js', 'main/picture-worker.js', 'main/verify-proof.mjs', 'main/verify-hashes.mjs', 'preload/index.cjs', 'icons/icon.ico', 'icons/icon.icns']) {
  fs.mkdirSync('out/' + file.split('/')[0], { recursive: true })
  fs.writeFileSync('out/' + file, '')
}
`

let root: string
const write = async (path: string, text: string) => {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text)
}
const build = () => buildIfStale(root, process.execPath, { addProcess: () => {}, release: () => {} })
const builds = () => (existsSync(join(root, 'builds')) ? readFileSync(join(root, 'builds'), 'utf8').length : 0)

beforeEach(async () => {
  // What the build tells the person at the terminal would stand in the middle of the test run's own words.
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  root = await mkdtemp(join(tmpdir(), 'build-'))
  await write('node_modules/vite/bin/vite.js', FAKE_VITE)
  await write('renderer/main.tsx', 'one')
  await write('package-lock.json', '{}')
})

afterEach(() => vi.restoreAllMocks())

describe('the build', () => {
  it('runs once, and not again while nothing has changed', async () => {
    await build()
    await build()
    expect(builds()).toBe(1)
  })

  it.each([
    'renderer/main.tsx',
    'main/core/new.ts',
    'preload/index.ts',
    'contract/ids.ts',
    'scripts/package/render-icons.ts',
    'package-lock.json',
    'vite.config.ts',
  ])('runs again when %s changes', async (path) => {
    await build()
    await write(path, 'two')
    await build()
    expect(builds()).toBe(2)
  })

  it('does not care about tests and documents', async () => {
    await build()
    await write('tests/unit/a.test.ts', 'two')
    await write('README.md', 'two')
    await build()
    expect(builds()).toBe(1)
  })

  it('runs again when what it made is gone', async () => {
    await build()
    await rm(join(root, 'out/preload/index.cjs'))
    await build()
    expect(builds()).toBe(2)
  })

  it('that fails is told, and is tried again even when the change is taken back', async () => {
    await build()
    await write('renderer/main.tsx', 'broken')
    await expect(build()).rejects.toThrow('the build failed')
    await write('renderer/main.tsx', 'one')
    await build()
    expect(builds()).toBe(3)
  })
})
