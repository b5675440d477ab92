import { mkdir, realpath, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TaskDetail } from '../../contract/task.ts'
import { type DesktopPage, type DesktopWorld, openDesktopWorld } from '../support/desktop-world.ts'
import { PATIENT } from '../support/launch-desktop.ts'

describe('the folder of a package in the desktop window', () => {
  let world: DesktopWorld
  let task: TaskDetail
  let evidence: string
  beforeAll(async () => {
    world = await openDesktopWorld()
    // No file manager is opened before the tester's eyes; the stand-in opens none by itself.
    if (world.desktop.real)
      await world.desktop.evaluate(({ shell }) => {
        const recorded: unknown[] = []
        Object.assign(globalThis, { recorded })
        shell.openPath = async (data) => {
          recorded.push({ kind: 'openPath', data })
          return ''
        }
      })
    task = await world.createTask('Look at the proof')
    evidence = join(await realpath(world.dataRoot), 'audit', 'evidence')
    await mkdir(join(evidence, task.correlation_id, 'call-1'), { recursive: true })
    await world.desktop.page.getByRole('option', { name: /Look at the proof/ }).click()
    await kept().waitFor()
  })
  afterAll(() => world?.close())

  const kept = () => world.desktop.page.getByRole('article', { name: 'Evidence package call-1', exact: true })
  const opened = (): Promise<unknown[]> =>
    world.desktop.evaluate(({ recorded }) =>
      (recorded ?? (globalThis as unknown as { recorded: { kind: string; data: unknown }[] }).recorded)
        .filter(({ kind }) => kind === 'openPath')
        .map(({ data }) => data),
    )
  const ask = (...ids: unknown[]) =>
    world.desktop.page.evaluate(
      ([correlationId, packageId]) =>
        (window as unknown as DesktopPage).countersign.openEvidence(correlationId, packageId),
      ids,
    )

  test('is opened by a button, and the log says so under the correlation id of the task', async () => {
    await kept().getByRole('button', { name: 'Open folder' }).click()
    await expect.poll(opened, PATIENT).toEqual([join(evidence, task.correlation_id, 'call-1')])
    const lines = async () =>
      (await world.lines('request_served')).filter(({ route }) => route === 'countersign:open-evidence')
    await expect.poll(lines, PATIENT).toMatchObject([
      {
        ...{ correlation_id: task.correlation_id, status: 204, data: { package_id: 'call-1' } },
        actor: { sub: world.operator, door: 'desktop' },
      },
    ])
  })

  test('is opened for no other place, whatever the page asks for', async () => {
    const before = await opened()
    for (const ids of [
      ['..', '..'],
      ['/', 'etc'],
      [task.correlation_id, '../../..'],
      [task.correlation_id, null],
      [{}, []],
    ])
      expect((await ask(...ids)).status).toBe(400)
    expect(await opened()).toEqual(before)
  })

  test('is not opened when a link or nothing stands in its place; the panel says why', async () => {
    const before = await opened()
    const folder = join(evidence, task.correlation_id, 'call-1')
    await rm(folder, { recursive: true })
    await kept().getByRole('button', { name: 'Open folder' }).click()
    await kept().getByText(`There is no folder audit/evidence/${task.correlation_id}/call-1.`).waitFor()
    await symlink(world.dataRoot, folder)
    await kept().getByRole('button', { name: 'Open folder' }).click()
    await kept().getByText('a link or a file stands in its place').waitFor()
    expect(await opened()).toEqual(before)
  })

  test('is opened for no page but the console', async () => {
    await world.desktop.load(`${world.url}/`)
    const { status, body } = await ask(task.correlation_id, 'call-1')
    expect([status, JSON.parse(body).error_code]).toEqual([403, 'origin_not_allowed'])
  })
})
