import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { AcceptanceReport } from '../../contract/report.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { PATIENT, type StandInProcess, startStandIn } from '../support/launch-desktop.ts'

const REPOSITORY = join(import.meta.dirname, '../..')

/** A checkout of its own, built: what the phases write stays in it. */
async function checkout(): Promise<string> {
  const folder = await temporaryFolder()
  for (const name of ['package.json', 'contract', 'main', 'scripts', 'tests/fixtures', 'tests/support', 'out/main'])
    cpSync(join(REPOSITORY, name), join(folder, name), { recursive: true })
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'))
  mkdirSync(join(folder, 'reports'))
  return folder
}

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

test('`--headless-verify b` runs the phase, opens no window, and leaves with its result', async () => {
  const folder = await checkout()
  const started = await start(folder, ['--headless-verify', 'b'])
  const seen = recordWhile(started)
  await expect.poll(() => seen, PATIENT).not.toEqual([])
  expect(await started.exited).toBe(0)
  expect(seen).toEqual(['windows: 0'])
  const file = join(folder, 'reports/phase_B_acceptance.json')
  expect(AcceptanceReport.parse(JSON.parse(readFileSync(file, 'utf8')))).toMatchObject({ phase: 'B', pass: true })
  expect(existsSync(join(folder, 'data'))).toBe(false)
  // The stand-in's own browser apart, whose profile lies there.
  expect(readdirSync(started.userData).filter((name) => name !== 'stand-in-browser')).toEqual([])
})

test('a phase that does not exist is told by the exit code', async () => {
  const started = await start(await checkout(), ['--headless-verify=z'])
  expect(await started.exited).toBe(2)
  expect(started.stderr()).toContain('there is no phase z')
})

test('a packaged copy, which has no phases, says so and exits with 2', async () => {
  const folder = await checkout()
  rmSync(join(folder, 'scripts'), { recursive: true })
  const started = await start(folder, ['--headless-verify'])
  expect(await started.exited).toBe(2)
  expect(started.stderr()).toContain('the acceptance phases are part of the repository')
  expect(started.stderr()).toContain('remedy: ')
})
