import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AuditEvent } from '../../contract/audit-event.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { desktopLaunch, openDesktopWorld } from '../support/desktop-world.ts'
import { launchStandIn, PATIENT, type StandInProcess, startStandIn } from '../support/launch-desktop.ts'
import { startService } from '../support/service.ts'

/** How the log of a data root ends: state of the signed head, whether it covers the last line, and that line's type. */
function endOfLog(dataRoot: string): unknown[] {
  const lines = readFileSync(join(dataRoot, 'audit/events.jsonl'), 'utf8').trimEnd().split('\n')
  const last = JSON.parse(lines.at(-1) ?? '') as AuditEvent
  const head = JSON.parse(readFileSync(join(dataRoot, 'audit/head.json'), 'utf8')) as { state: string; seq: number }
  return [head.state, head.seq === last.seq, last.type]
}
const IN_GOOD_ORDER = ['closed', true, 'service_stopped']

async function startAndFail(dataRoot: string, env: Record<string, string>): Promise<StandInProcess> {
  const launch = desktopLaunch(dataRoot)
  const started = await startStandIn({ ...launch, env: { ...launch.env, ...env } })
  onTestFinished(() => rm(started.userData, { recursive: true, force: true, maxRetries: 10 }))
  return started
}

describe('the end of the desktop app', () => {
  test('by quitting closes the log: signed, marked as closed, its last line the stop', async () => {
    const world = await openDesktopWorld()
    onTestFinished(() => world.close())
    await world.createTask('Before the end')
    expect(await world.desktop.quit()).toBe(0)
    expect(endOfLog(world.dataRoot)).toEqual(IN_GOOD_ORDER)
    expect(readdirSync(world.dataRoot)).not.toContain('instance.json')
  })

  test('by closing its window is the same', async () => {
    const dataRoot = await temporaryFolder()
    writeFileSync(join(dataRoot, 'config.json'), '{"desktop":{"close_to_tray":false}}')
    const desktop = await launchStandIn(desktopLaunch(dataRoot))
    onTestFinished(() => desktop.close())
    await desktop.page.getByText('desktop app', { exact: true }).waitFor()
    await desktop.evaluate(({ BrowserWindow }) => {
      setTimeout(() => BrowserWindow.getAllWindows()[0]?.close())
    })
    expect(await desktop.exited).toBe(0)
    expect(endOfLog(dataRoot)).toEqual(IN_GOOD_ORDER)
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('by %s is the same', async (signal) => {
    const dataRoot = await temporaryFolder()
    const desktop = await launchStandIn(desktopLaunch(dataRoot))
    onTestFinished(() => desktop.close())
    await desktop.page.getByText('desktop app', { exact: true }).waitFor()
    process.kill(desktop.pid, signal)
    expect(await desktop.exited).toBe(0)
    expect(endOfLog(dataRoot)).toEqual(IN_GOOD_ORDER)
  })
})

describe('a desktop app that fails while it runs', () => {
  test.each([
    [
      'throws',
      () =>
        void setTimeout(() => {
          throw new Error('nobody expected this')
        }),
    ],
    ['rejects', () => void Promise.reject(new Error('nobody expected this'))],
  ])('says so and leaves with code 1 instead of going on, when something %s', async (_what, fail) => {
    const dataRoot = await temporaryFolder()
    const desktop = await launchStandIn(desktopLaunch(dataRoot))
    onTestFinished(() => desktop.close())
    // It may leave before it answers.
    desktop.evaluate(fail).catch(() => undefined)
    expect(await desktop.exited).toBe(1)
    await expect.poll(desktop.stderr, PATIENT).toContain('Countersign has stopped\nnobody expected this')
  })
})

// A dialog of real Electron would wait for somebody to press its button: the stand-in shows the words on stderr.
describe('a desktop app that cannot start', () => {
  test('says which setting is wrong and what to do, and leaves with code 1', async () => {
    const dataRoot = await temporaryFolder()
    const started = await startAndFail(dataRoot, { COUNTERSIGN_PORT: 'eighty' })
    expect(await started.exited).toBe(1)
    await expect
      .poll(started.stderr, PATIENT)
      .toContain('Countersign cannot start\nCOUNTERSIGN_PORT "eighty" is not a port')
    expect(started.stderr()).toContain('What to do: give a number from 0 to 65535')
  })

  test('names the process that has its data root', async () => {
    const dataRoot = await temporaryFolder()
    const service = await startService({ dataRoot, flags: [], env: {} })
    onTestFinished(async () => void (await service.stop('SIGTERM')))
    const started = await startAndFail(dataRoot, {})
    expect(await started.exited).toBe(1)
    await expect
      .poll(started.stderr, PATIENT)
      .toContain(`another process (pid ${service.pid}) already runs on ${dataRoot}`)
  })

  test('closes what it had opened: a taken port leaves a log in good order', async () => {
    const dataRoot = await temporaryFolder()
    const taken = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void taken.close())
    await new Promise((resolve) => taken.once('listening', resolve))
    const { port } = taken.address() as AddressInfo
    const started = await startAndFail(dataRoot, { COUNTERSIGN_PORT: String(port) })
    expect(await started.exited).toBe(1)
    await expect.poll(started.stderr, PATIENT).toContain(`port ${port} is taken`)
    expect(endOfLog(dataRoot)).toEqual(IN_GOOD_ORDER)
  })

  test('because it runs already touches nothing and leaves quietly', async () => {
    const dataRoot = await temporaryFolder()
    const started = await startAndFail(dataRoot, { STAND_IN_SECOND_INSTANCE: 'yes' })
    expect(await started.exited).toBe(0)
    expect(readdirSync(dataRoot)).toEqual([])
  })
})

describe('a second start', () => {
  test('brings the window of the first to the front', async () => {
    const desktop = await launchStandIn(desktopLaunch(await temporaryFolder()))
    onTestFinished(() => desktop.close())
    await desktop.evaluate(({ app }) => app.emit('second-instance', {}, ['countersign'], '/', null))
    expect(await desktop.evaluate(({ recorded }) => recorded.map(({ kind }) => kind))).toContain('focus')
  })
})
