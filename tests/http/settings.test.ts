import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Problem } from '../../contract/problem.ts'
import { Settings, SettingsView } from '../../contract/settings.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { openStream } from '../support/event-reader.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

const current = async (app: RunningApp): Promise<SettingsView> =>
  SettingsView.parse(await (await app.call('GET', '/api/settings', 'admin')).json())

const save = (app: RunningApp, settings: object, base_sha: string | undefined): Promise<Response> =>
  app.call('PUT', '/api/settings', 'admin', { settings, base_sha })

const rowOf = (view: SettingsView, name: string) => view.in_force.find((row) => row.name === name)

describe('the settings over HTTP', () => {
  it('tell what is in force, who said so, and where the console is reached', async () => {
    const dataRoot = await temporaryFolder()
    await writeFile(join(dataRoot, 'config.json'), '{"telegram_allowed_users": [7]}')
    const app = await startApp({ dataRoot, env: { COUNTERSIGN_OPERATOR: 'anna' } })
    const view = await current(app)
    expect(view).toMatchObject({
      ...{ path: join(dataRoot, 'config.json'), refused: null, restart_needed: [] },
      ...{ addresses: { console: app.url, ingress: null }, data_root: { path: dataRoot, from: 'flag' } },
      base_sha: sha256('{"telegram_allowed_users": [7]}'),
    })
    expect(rowOf(view, 'operator_name')).toMatchObject({ value: 'anna', from: 'environment' })
    expect(rowOf(view, 'port')).toMatchObject({ from: 'flag', applies: 'restart' })
    expect(rowOf(view, 'telegram_allowed_users')).toMatchObject({ value: [7], from: 'file' })
    expect(rowOf(view, 'updates')).toMatchObject({ value: { check: false }, from: 'default', applies: 'now' })
  })

  it('are not shown to an observer: they name people and folders', async () => {
    const app = await startApp()
    const answer = await app.call('GET', '/api/settings', 'observer')
    expect(Problem.parse(await answer.json()).error_code).toBe('scope_insufficient')
  })

  it('never show the password of an address that the environment holds', async () => {
    const COUNTERSIGN_ANCHOR_GIT = 'https://me:hunter2@git.invalid/log.git'
    const app = await startApp({ env: { COUNTERSIGN_ANCHOR_GIT } })
    const text = await (await app.call('GET', '/api/settings', 'admin')).text()
    expect(text).toContain('https://git.invalid/log.git')
    expect(text).not.toContain('hunter2')
  })

  it('are saved, hold at once where they can, and name what waits for the next start', async () => {
    const app = await startApp()
    const stream = await openStream(app.url, await app.token('observer'), null)
    const { base_sha, settings } = await current(app)
    const answer = await save(app, { ...settings, github_hooks: ['octo/cat:1'], updates: { check: true } }, base_sha)
    expect(answer.status).toBe(200)
    const view = SettingsView.parse(await answer.json())
    expect(view.restart_needed).toEqual(['github_hooks'])
    expect(rowOf(view, 'github_hooks')).toMatchObject({ value: [], from: 'default', next: ['octo/cat:1'] })
    expect(rowOf(view, 'updates')).toMatchObject({ value: { check: true }, from: 'file' })
    expect(app.app.settings.current().updates.check).toBe(true)
    const written = await readFile(view.path, 'utf8')
    expect(sha256(written)).toBe(view.base_sha)
    await expect.poll(() => stream.events.map(({ name }) => name)).toContain('settings_changed')
    stream.close()
    const [line] = await app.lines('settings_changed')
    expect(line).toMatchObject({
      ...{ actor: { scopes: ['admin'] } },
      data: { names: ['github_hooks', 'updates'], base_sha, sha: view.base_sha },
    })
  })

  it('that were saved are what the next start reads', async () => {
    const app = await startApp()
    const { base_sha, settings } = await current(app)
    await save(app, { ...settings, operator_name: 'anna', audit_verify_minutes: 5 }, base_sha)
    await app.stop()
    const next = await startApp({ dataRoot: app.config.data_root })
    expect(next.config).toMatchObject({ operator_name: 'anna', audit: { verify_minutes: 5 } })
    expect((await current(next)).restart_needed).toEqual([])
  })

  it('cannot be saved on another base, without one, nor when a start would refuse them', async () => {
    const app = await startApp()
    const { base_sha, settings } = await current(app)
    const stale = await save(app, settings, sha256('another'))
    expect([stale.status, Problem.parse(await stale.json())]).toMatchObject([
      409,
      { error_code: 'settings_changed', base_sha },
    ])
    const unsaid = await save(app, settings, undefined)
    expect([unsaid.status, Problem.parse(await unsaid.json())]).toMatchObject([
      428,
      { error_code: 'precondition_required', base_sha },
    ])
    expect((await app.lines('write_conflict')).map(({ data }) => data['of'])).toEqual(['settings', 'settings'])
    const wrong = await save(app, { ...settings, anchor_folder: 'relative' }, base_sha)
    expect([wrong.status, Problem.parse(await wrong.json())]).toMatchObject([
      422,
      { error_code: 'settings_invalid', member: 'anchor_folder', detail: expect.stringContaining('absolute path') },
    ])
    const token = await save(app, { ...settings, anchor_git: 'https://ghp_hunter2@github.com/o/log.git' }, base_sha)
    const said = await token.text()
    expect([token.status, JSON.parse(said)]).toMatchObject([
      422,
      { error_code: 'settings_invalid', member: 'anchor_git' },
    ])
    expect(said + (await (await app.call('GET', '/api/settings', 'admin')).text())).not.toContain('hunter2')
    const misshapen = await save(app, { ...settings, port: 'eighty' }, base_sha)
    expect(Problem.parse(await misshapen.json())).toMatchObject({
      ...{ error_code: 'validation_failed', detail: expect.stringContaining('port') },
    })
    expect((await current(app)).base_sha).toBe(base_sha)
  })

  it('that another program spoils are refused with a warning, and the last good ones hold', async () => {
    const app = await startApp()
    const file = join(app.config.data_root, 'config.json')
    await writeFile(file, '{"notifications": {"enabled": false}}')
    await expect.poll(() => app.app.settings.current().notifications.enabled).toBe(false)
    await writeFile(file, '{"github_hooks": ["hunter2"]}')
    await expect.poll(async () => (await current(app)).refused).toMatch(/no hook/)
    expect(app.app.settings.current().notifications.enabled).toBe(false)
    const info = await (await app.call('GET', '/system/info', 'observer')).text()
    expect(info).toContain('config.json is not valid')
    expect(info).not.toContain('hunter2')
    expect(await app.lines('settings_refused')).toMatchObject([{ data: { member: 'github_hooks' } }])
  })

  it('saved by two at once are saved by one', async () => {
    const app = await startApp()
    const { base_sha } = await current(app)
    const all = await Promise.all([1001, 1002, 1003].map((port) => save(app, Settings.parse({ port }), base_sha)))
    expect(all.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  })
})
