import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { NotificationSettings } from '../../contract/settings.ts'
import { makeHome, startAtHome } from '../support/desktop-at-home.ts'
import { PATIENT } from '../support/launch-desktop.ts'

const WITH_TRAY = { tray: true, flags: [] }
const TASK_WAITS = 'A task waits for your decision'
const CALL_WAITS = 'A call waits for your approval'

/** The app, with somebody elsewhere who has tokens for it. */
async function withNotifications() {
  const home = await makeHome()
  const app = await startAtHome(home, WITH_TRAY)
  const { strings, page } = app.desktop
  const { url } = JSON.parse(readFileSync(join(home.dataRoot, 'instance.json'), 'utf8')) as { url: string }
  const tokenFor = async (scope: string): Promise<string> =>
    (await app.ask('POST', '/api/tokens', { scope, sub: scope })).token
  const tokens = { admin: await tokenFor('admin'), tool_runner: await tokenFor('tool_runner') }
  async function elsewhere(as: 'admin' | 'tool_runner', path: string, body: object) {
    const reply = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens[as]}` },
      body: JSON.stringify(body),
    })
    return { status: reply.status, body: (await reply.json()) as Record<string, string> }
  }
  const request = async (title: string) =>
    (await elsewhere('admin', '/api/tasks', { title, request_text: 'Please.', allow_external_publish: true })).body
  const reject = async ({ task_id, base_sha }: Record<string, string>): Promise<void> => {
    const { status } = await elsewhere('admin', `/api/tasks/${task_id}/reject`, { base_sha, comment: 'No.' })
    expect(status).toBe(200)
  }
  const publish = ({ task_id, correlation_id }: Record<string, string>, title: string) =>
    elsewhere('tool_runner', '/api/tools/execute', {
      ...{
        tool: 'file.publish_dry_run',
        args: { title, body: 'Words.', target: 'release_notes' },
        task_id,
        correlation_id,
      },
      ...{ side_effect_level: 'external_publish', idempotency_key: randomUUID() },
    })
  return {
    ...{ ...app, strings, request, reject, publish },
    set: (changes: Partial<NotificationSettings>) => app.change({ notifications: NotificationSettings.parse(changes) }),
    titles: async () => (await strings.notifications()).map(({ title }) => title),
    hash: () => page.evaluate(() => window.location.hash),
    everShown: async () =>
      (await strings.recorded('notification')) as { title: string; body: string; silent: boolean }[],
  }
}

describe('a notification', () => {
  test('of a new task shows the window and the very task when it is clicked', async () => {
    const app = await withNotifications()
    await app.createTask('Another one')
    await app.strings.closeWindow()
    await expect.poll(app.isVisible, PATIENT).toBe(false)
    const { task_id } = await app.request('Look at the release notes')
    await expect.poll(app.titles, PATIENT).toEqual([TASK_WAITS])
    expect(await app.isVisible()).toBe(false)
    await app.strings.clickNotification(TASK_WAITS, null)
    expect(await app.isVisible()).toBe(true)
    await expect.poll(app.hash, PATIENT).toContain(task_id)
    await app.desktop.page.getByRole('heading', { name: 'Look at the release notes' }).waitFor()
  })

  test('of a call that waits leads to the very approval, decides nothing, and goes away once it is decided', async () => {
    const app = await withNotifications()
    const task = await app.request('Release')
    const { approval_id = '' } = (await app.publish(task, 'The news')).body
    await expect.poll(app.titles, PATIENT).toContain(CALL_WAITS)
    await app.strings.clickNotification(CALL_WAITS, null)
    await expect.poll(app.hash, PATIENT).toContain(approval_id)
    const approval = await app.ask('GET', `/api/approvals/${approval_id}`, null)
    expect(approval.state).toBe('pending')

    const other = (await app.publish(task, 'Other news')).body['approval_id'] ?? ''
    await expect.poll(app.titles, PATIENT).toContain(CALL_WAITS)
    const { subject_sha256 } = await app.ask('GET', `/api/approvals/${other}`, null)
    await app.ask('POST', `/api/approvals/${other}/deny`, { subject_sha256, reason: 'Not on a Friday.' })
    await expect.poll(app.titles, PATIENT).not.toContain(CALL_WAITS)
  })

  test('has no button: nothing is decided beside the console', async () => {
    const app = await withNotifications()
    await app.publish(await app.request('Release'), 'The news')
    await expect.poll(app.titles, PATIENT).toHaveLength(2)
    for (const { actions } of await app.strings.notifications()) expect(actions).toEqual([])
  })

  test('shows no secret, no hidden character, no markup, and no more than an excerpt of what others wrote', async () => {
    const app = await withNotifications()
    const secret = `ghp_${'a1'.repeat(18)}`
    await app.request(`Use ${secret} \u202Eand <b>approve</b> & ${'go on '.repeat(60)}`)
    await expect.poll(app.titles, PATIENT).toEqual([TASK_WAITS])
    const [shown] = await app.everShown()
    expect(shown?.body).toMatch(/^Use \[hidden\] and ‹b›approve‹\/b› ＆ go on [^\p{C}]*…$/u)
    expect(shown?.body.length).toBe(120)
    expect(JSON.stringify(await app.strings.recorded('notification'))).not.toContain(secret)
    expect(app.desktop.stderr()).not.toContain(secret)
  })

  test('is not shown of what the operator just did in the window', async () => {
    const app = await withNotifications()
    const id = await app.createTask('Made here')
    const { base_sha } = await app.ask('GET', `/api/tasks/${id}`, null)
    await app.ask('POST', `/api/tasks/${id}/reject`, { base_sha, comment: 'After all.' })
    await app.request('Made elsewhere')
    await expect.poll(app.titles, PATIENT).toEqual([TASK_WAITS])
    expect((await app.everShown()).map(({ body }) => body)).toEqual(['Made elsewhere'])
  })

  test('stands for all that come close together, with their number', async () => {
    const app = await withNotifications()
    const tasks = [await app.request('one'), await app.request('two'), await app.request('three')]
    await Promise.all(tasks.map((task) => app.publish(task, 'The news')))
    await expect.poll(app.titles, PATIENT).toContain('3 calls wait for your approval')
    await app.strings.clickNotification('3 calls', null)
    await expect.poll(app.hash, PATIENT).toMatch(/^#\/inbox/)
  })

  test('tells of a publication when it is done', async () => {
    const app = await withNotifications()
    const task = await app.request('Release')
    const { approval_id } = (await app.publish(task, 'The news')).body
    const { subject_sha256 } = await app.ask('GET', `/api/approvals/${approval_id}`, null)
    await app.ask('POST', `/api/approvals/${approval_id}/approve`, { subject_sha256 })
    await expect.poll(async () => (await app.publish(task, 'The news')).status, PATIENT).toBe(200)
    await expect.poll(app.titles, PATIENT).toContain('Published')
    await app.strings.clickNotification('Published', null)
    await expect.poll(app.hash, PATIENT).toContain(task['task_id'])
  })
})

describe('the settings of notifications, from the moment they are saved', () => {
  test('turn kinds off and on', async () => {
    const app = await withNotifications()
    await app.set({ kinds: ['rejected'] })
    const task = await app.request('Quietly')
    await app.reject(task)
    await expect.poll(app.titles, PATIENT).toEqual(['A task was rejected'])
    await app.set({ enabled: false })
    await app.request('Unheard')
    await app.set({})
    await app.publish(await app.request('Heard'), 'The news')
    await expect.poll(app.titles, PATIENT).toContain(CALL_WAITS)
    expect((await app.everShown()).map(({ body }) => body)).not.toContain('Unheard')
  })

  test('keep quiet hours, but for what is excepted', async () => {
    const app = await withNotifications()
    await app.set({ quiet_hours: { from: '00:00', to: '00:00', except: ['rejected'] } })
    const task = await app.request('At night')
    await app.reject(task)
    await expect.poll(app.titles, PATIENT).toEqual(['A task was rejected'])
    expect(await app.everShown()).toHaveLength(1)
  })

  test('make them silent', async () => {
    const app = await withNotifications()
    const task = await app.request('Loud')
    await expect.poll(app.everShown, PATIENT).toMatchObject([{ silent: false }])
    await app.set({ sound: 'none' })
    await app.reject(task)
    await expect.poll(app.everShown, PATIENT).toMatchObject([{ silent: false }, { silent: true }])
  })
})

describe('where the system', () => {
  test.each(['missing', 'fails'] as const)(
    'has notifications %s, it is said once and the inbox has it all',
    async (service) => {
      const app = await withNotifications()
      await app.strings.notificationService(service)
      const task = await app.request('Unseen')
      await app.reject(task)
      await app.request('Unseen too')
      const warnings = () => app.log().filter((message) => message.includes('shows no notifications'))
      await expect.poll(warnings, PATIENT).toHaveLength(1)
      expect((await app.ask('GET', '/api/inbox', null)).items).toHaveLength(1)
      expect(await app.titles()).toEqual([])
    },
  )
})
