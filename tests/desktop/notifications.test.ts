import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { NotificationSettings } from '../../contract/settings.ts'
import { makeHome, startAtHomeWith } from '../support/desktop-at-home.ts'
import { PATIENT } from '../support/launch-desktop.ts'
import { ANNA, taskIdOf } from '../support/telegram-app.ts'
import { BOT_TOKEN, type BotApi, startBotApi } from '../support/telegram-stand-in/bot-api.ts'

const WITH_TRAY = { tray: true, flags: [] }
const TASK_WAITS = 'A task waits for your decision'
const NOT_CARRIED_OUT = 'A delivery could not be carried out'
const CALL_WAITS = 'A call waits for your approval'

const noPreparation = (): void => undefined
const botOf = ({ url }: BotApi) => ({ BOT_TOKEN, TELEGRAM_API_ROOT: url, TELEGRAM_ALLOWED_USERS: `${ANNA.id}` })

/** The app, with somebody elsewhere who has tokens for it. */
async function withNotifications(variables: Readonly<Record<string, string>>, prepare: (dataRoot: string) => void) {
  const home = await makeHome()
  prepare(home.dataRoot)
  const app = await startAtHomeWith(home, WITH_TRAY, variables)
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
    const app = await withNotifications({}, noPreparation)
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
    const app = await withNotifications({}, noPreparation)
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
    const app = await withNotifications({}, noPreparation)
    await app.publish(await app.request('Release'), 'The news')
    await expect.poll(app.titles, PATIENT).toHaveLength(2)
    for (const { actions } of await app.strings.notifications()) expect(actions).toEqual([])
  })

  test('shows no secret, no hidden character, no markup, and no more than an excerpt of what others wrote', async () => {
    const app = await withNotifications({}, noPreparation)
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
    const app = await withNotifications({}, noPreparation)
    const id = await app.createTask('Made here')
    const { base_sha } = await app.ask('GET', `/api/tasks/${id}`, null)
    await app.ask('POST', `/api/tasks/${id}/reject`, { base_sha, comment: 'After all.' })
    await app.request('Made elsewhere')
    await expect.poll(app.titles, PATIENT).toEqual([TASK_WAITS])
    expect((await app.everShown()).map(({ body }) => body)).toEqual(['Made elsewhere'])
  })

  test('stands for all that come close together, with their number', async () => {
    const app = await withNotifications({}, noPreparation)
    const tasks = [await app.request('one'), await app.request('two'), await app.request('three')]
    await Promise.all(tasks.map((task) => app.publish(task, 'The news')))
    await expect.poll(app.titles, PATIENT).toContain('3 calls wait for your approval')
    await app.strings.clickNotification('3 calls', null)
    await expect.poll(app.hash, PATIENT).toMatch(/^#\/inbox/)
  })

  test('tells of a publication when it is done', async () => {
    const app = await withNotifications({}, noPreparation)
    const task = await app.request('Release')
    const { approval_id } = (await app.publish(task, 'The news')).body
    const { subject_sha256 } = await app.ask('GET', `/api/approvals/${approval_id}`, null)
    await app.ask('POST', `/api/approvals/${approval_id}/approve`, { subject_sha256 })
    await expect.poll(async () => (await app.publish(task, 'The news')).status, PATIENT).toBe(200)
    await expect.poll(app.titles, PATIENT).toContain('A dry run of publishing is done')
    await app.strings.clickNotification('A dry run of publishing', null)
    await expect.poll(app.hash, PATIENT).toContain(task['task_id'])
  })

  test('tells that somebody else rejected a task, and leads to it', async () => {
    const app = await withNotifications({}, noPreparation)
    const task = await app.request('Rejected elsewhere')
    await expect.poll(app.titles, PATIENT).toEqual([TASK_WAITS])
    await app.reject(task)
    await expect.poll(app.titles, PATIENT).toEqual(['A task was rejected'])
    expect((await app.everShown()).at(-1)?.body).toBe('Rejected elsewhere')
    await app.strings.clickNotification('A task was rejected', null)
    await expect.poll(app.hash, PATIENT).toContain(task['task_id'])
  })

  test('tells that a request could not be taken up, and leads to the sources', async () => {
    const telegram = await startBotApi()
    onTestFinished(telegram.stop)
    const { message } = telegram.people.says(ANNA, 'Poison')
    const app = await withNotifications(botOf(telegram), (dataRoot) => {
      const evidence = join(dataRoot, 'audit', 'evidence')
      mkdirSync(evidence, { recursive: true })
      // A plain file where the folder of the message's evidence should be.
      writeFileSync(join(evidence, taskIdOf(message)), '')
    })
    await expect.poll(app.titles, PATIENT).toEqual([NOT_CARRIED_OUT])
    const [shown] = await app.everShown()
    expect(shown?.body).toMatch(/^telegram, \w+: it is kept and can be carried out again$/)
    await app.strings.clickNotification(NOT_CARRIED_OUT, null)
    await expect.poll(app.hash, PATIENT).toMatch(/\/sources$/)
  })

  test('tells that a source cannot be reached any more, and leads to the sources', async () => {
    const telegram = await startBotApi()
    onTestFinished(telegram.stop)
    const app = await withNotifications(botOf(telegram), noPreparation)
    const source = async () =>
      (await app.ask('GET', '/system/info', null)).sources.find(
        (each: { source: string }) => each.source === 'telegram',
      )
    await expect.poll(async () => (await source()).state, PATIENT).toBe('on')
    expect(await app.titles()).toEqual([])
    await telegram.stop()
    await expect.poll(app.titles, PATIENT).toEqual(['A source cannot be reached'])
    expect((await app.everShown()).map(({ body }) => body)).toEqual([expect.stringMatching(/^telegram: /)])
    expect(JSON.stringify(await app.everShown())).not.toContain(BOT_TOKEN)
    await app.strings.clickNotification('A source cannot be reached', null)
    await expect.poll(app.hash, PATIENT).toMatch(/\/sources$/)
  })
})

describe('the settings of notifications, from the moment they are saved', () => {
  test('turn kinds off and on', async () => {
    const app = await withNotifications({}, noPreparation)
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
    const app = await withNotifications({}, noPreparation)
    await app.set({ quiet_hours: { from: '00:00', to: '00:00', except: ['rejected'] } })
    const task = await app.request('At night')
    await app.reject(task)
    await expect.poll(app.titles, PATIENT).toEqual(['A task was rejected'])
    expect(await app.everShown()).toHaveLength(1)
  })

  test('make them silent', async () => {
    const app = await withNotifications({}, noPreparation)
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
      const app = await withNotifications({}, noPreparation)
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
