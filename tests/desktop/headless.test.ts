import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../support/data-root.ts'
import { type StandInProcess, startStandIn } from '../support/launch-desktop.ts'

const REPOSITORY = join(import.meta.dirname, '../..')

/** A built copy without phases, as a package is; `names` are copied from the repository as well. */
async function copyOfApp(...names: readonly string[]): Promise<string> {
  const folder = await temporaryFolder()
  for (const name of ['package.json', 'out/main/electron.js', ...names])
    cpSync(join(REPOSITORY, name), join(folder, name), { recursive: true })
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Stands for scripts/verify.ts: writes down what it was asked, and leaves with `code` once the test has seen enough. */
const phaseThatWaits = (code: number): string => `
import { existsSync, writeFileSync } from 'node:fs'
writeFileSync('asked.json', JSON.stringify(process.argv.slice(2)))
setInterval(() => existsSync('go') && process.exit(${code}), 20)
`

async function start(app: string, flags: readonly string[]): Promise<StandInProcess> {
  const started = await startStandIn({ app, env: { COUNTERSIGN_DATA_ROOT: join(app, 'data') }, flags })
  onTestFinished(async () => {
    started.child.kill()
    await started.exited
    rmSync(started.userData, { recursive: true, force: true })
  })
  return started
}

/** Everything that the stand-in's Electron was asked for, as long as it answers. */
function recordWhile({ child }: StandInProcess): string[] {
  const seen: string[] = []
  const code =
    '({ recorded, BrowserWindow }) => [recorded.map(({ kind }) => kind), BrowserWindow.getAllWindows().length]'
  child.on('message', ({ value }: { value?: [string[], number] }) => {
    if (value === undefined) return
    seen.splice(0, seen.length, ...value[0], `windows: ${value[1]}`)
    if (child.connected) child.send({ id: 1, code, argument: null })
  })
  child.send({ id: 1, code, argument: null })
  return seen
}

test.each([0, 1])(
  '`--headless-verify a b` runs the phases, opens no window, and leaves with their result: %i',
  async (code) => {
    const folder = await copyOfApp()
    mkdirSync(join(folder, 'scripts'))
    writeFileSync(join(folder, 'scripts/verify.ts'), phaseThatWaits(code))
    const started = await start(folder, ['--headless-verify', 'a', 'b'])
    await expect.poll(() => existsSync(join(folder, 'asked.json'))).toBe(true)
    const seen = recordWhile(started)
    await expect.poll(() => seen).not.toEqual([])
    expect(seen).toEqual(['windows: 0'])
    writeFileSync(join(folder, 'go'), '')
    expect(await started.exited).toBe(code)
    expect(JSON.parse(readFileSync(join(folder, 'asked.json'), 'utf8'))).toEqual(['a', 'b'])
    expect(existsSync(join(folder, 'data'))).toBe(false)
    // The stand-in's own browser apart, whose profile lies there.
    expect(readdirSync(started.userData).filter((name) => name !== 'stand-in-browser')).toEqual([])
  },
)

test('the phases are those of the repository: one that does not exist is told by the exit code', async () => {
  const started = await start(await copyOfApp('contract', 'main', 'scripts', 'tests/support'), ['--headless-verify=z'])
  expect(await started.exited).toBe(2)
  expect(started.stderr()).toContain('there is no phase z')
})

test('a packaged copy, which has no phases, says so and exits with 2', async () => {
  const started = await start(await copyOfApp(), ['--headless-verify'])
  expect(await started.exited).toBe(2)
  expect(started.stderr()).toContain('the acceptance phases are part of the repository')
  expect(started.stderr()).toContain('remedy: ')
})
