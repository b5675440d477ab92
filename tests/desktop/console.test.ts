import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DesktopPage, type DesktopWorld, openDesktopWorld } from '../support/desktop-world.ts'
import { PATIENT } from '../support/launch-desktop.ts'

describe('the desktop app', () => {
  let world: DesktopWorld
  beforeAll(async () => {
    world = await openDesktopWorld()
  })
  afterAll(() => world?.close())

  /** Subscribes in the page; what comes is kept under `name`. */
  const subscribe = (name: string, lastEventId: string | null): Promise<void> =>
    world.desktop.page.evaluate(
      ([key, last]) => {
        const page = window as unknown as DesktopPage
        const heard: unknown[] = []
        page.seen = { ...page.seen, [key]: heard }
        page.stop = page.countersign.subscribe(
          last,
          (event) => heard.push(event),
          (state) => heard.push(state),
        )
      },
      [name, lastEventId] as const,
    )
  const heard = (name: string): Promise<unknown[]> =>
    world.desktop.page.evaluate((key) => (window as unknown as DesktopPage).seen[key] ?? [], name)
  const idOf = (event: unknown): string => (event as { id: string }).id

  test('shows the console without a login, in a window named Countersign, from its own origin', async () => {
    const { page } = world.desktop
    await page.getByText('No tasks yet').waitFor()
    await page.getByText('desktop app', { exact: true }).waitFor()
    expect((await world.ask('/api/session')).data.actor).toEqual({
      sub: world.operator,
      scopes: ['admin'],
      door: 'desktop',
    })
    const windows = () =>
      world.desktop.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((each) => [each.getTitle(), each.webContents.getURL(), each.isVisible()]),
      )
    await expect
      .poll(windows, PATIENT)
      .toEqual([[expect.stringMatching(/Countersign$/), expect.stringMatching(/^countersign:\/\/console\//), true]])
    expect((await world.info()).host).toBe('desktop')
  })

  test('shows a task created over HTTP at once; an approval in the window is stored and proven with door desktop', async () => {
    const { page } = world.desktop
    const task = await world.createTask('Rename the release branch')
    await page.getByRole('option', { name: /Rename the release branch/ }).click()
    await page.getByRole('heading', { name: 'Rename the release branch' }).waitFor()
    await page.keyboard.press('a')
    const dialog = page.getByRole('dialog', { name: 'Approve this task?' })
    await dialog.getByLabel('Comment').fill('seen in the window')
    await dialog.getByRole('button', { name: 'Approve' }).click()
    await page.getByTestId('detail-status').filter({ hasText: 'Approved' }).waitFor()

    const stored = (await world.ask(`/api/tasks/${task.task_id}`)).data
    expect(stored).toMatchObject({
      status: 'approved',
      verdict: { decision: 'approve', comment: 'seen in the window', decided_by: world.operator, door: 'desktop' },
    })
    const [line] = await world.lines('task_approved')
    expect(line).toMatchObject({
      task_id: task.task_id,
      correlation_id: task.correlation_id,
      actor: { sub: world.operator, scopes: ['admin'], door: 'desktop' },
    })
  })

  test('pushes what happens to the page until the page has had enough', async () => {
    const { clients } = (await world.info()).events
    await subscribe('first', null)
    await expect.poll(() => heard('first'), PATIENT).toEqual(['open'])
    await world.createTask('Heard')
    await expect.poll(() => heard('first'), PATIENT).toHaveLength(2)
    await world.desktop.page.evaluate(() => (window as unknown as DesktopPage).stop())
    await expect.poll(async () => (await world.info()).events.clients, PATIENT).toBe(clients)

    await subscribe('second', null)
    await expect.poll(() => heard('second'), PATIENT).toEqual(['open'])
    await world.createTask('Not heard by the first')
    await expect.poll(() => heard('second'), PATIENT).toHaveLength(2)
    expect(await heard('first')).toHaveLength(2)
  })

  test('sends first what was missed since the last event id', async () => {
    await subscribe('before', null)
    await expect.poll(() => heard('before'), PATIENT).toEqual(['open'])
    await world.createTask('Seen')
    await expect.poll(() => heard('before'), PATIENT).toHaveLength(2)
    const last = idOf((await heard('before'))[1])
    await world.createTask('Missed')
    await expect.poll(() => heard('before'), PATIENT).toHaveLength(3)
    await subscribe('after', last)
    await expect.poll(() => heard('after'), PATIENT).toEqual(['open', (await heard('before'))[2]])
  })

  test('forgets the subscriptions of a page that was loaded anew', async () => {
    await subscribe('lost', null)
    await subscribe('lost too', null)
    await expect.poll(async () => (await world.info()).events.clients, PATIENT).toBeGreaterThan(2)
    await world.desktop.page.reload()
    await world.desktop.page.getByText('desktop app', { exact: true }).waitFor()
    // The console's own one is left.
    await expect.poll(async () => (await world.info()).events.clients, PATIENT).toBe(1)
  })

  test('answers a stale decision with the same problem as over HTTP', async () => {
    const task = await world.createTask('Stale')
    const headers = { 'content-type': 'application/json', 'if-match': `"${task.base_sha}"` }
    const decide = { method: 'POST', headers, body: '{}' }
    expect((await world.ask(`/api/tasks/${task.task_id}/approve`, decide)).status).toBe(200)
    const late = await world.ask(`/api/tasks/${task.task_id}/reject`, decide)
    expect([late.status, late.data.error_code]).toEqual([409, 'write_conflict'])
    expect(late.headers['content-type']).toMatch(/^application\/problem\+json/)
  })

  test('answers a conditional read with 304, and tells the page the entity tag', async () => {
    const task = await world.createTask('Tagged')
    const first = await world.ask(`/api/tasks/${task.task_id}`)
    expect(first.headers['etag']).toBe(`"${task.base_sha}"`)
    const headers = { 'if-none-match': first.headers['etag'] }
    const again = await world.ask(`/api/tasks/${task.task_id}`, { method: 'GET', headers, body: null })
    expect([again.status, again.data]).toEqual([304, null])
  })
})
