import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { IntakeState } from '../../contract/intake.ts'
import { SettingsView } from '../../contract/settings.ts'
import { runVerb } from '../support/run-verb.ts'
import { startApp } from '../support/running-app.ts'

const run = (argv: readonly string[]) => runVerb(argv, {})

/** A data root on which a console runs, or ran. */
async function dataRoot(running: boolean): Promise<{ root: string; file: () => Promise<unknown> }> {
  const app = await startApp()
  if (!running) await app.stop()
  const root = app.config.data_root
  return { root, file: async () => JSON.parse(await readFile(join(root, 'config.json'), 'utf8')) }
}

describe('countersign settings', () => {
  it.each([true, false])(
    'sets and unsets one member, and shows what is in force (a console runs: %s)',
    async (running) => {
      const { root, file } = await dataRoot(running)
      const set = await run(['settings', 'set', 'notifications.enabled', 'false', '--data-root', root])
      expect(set).toMatchObject({ code: 0, err: '', out: `written to ${join(root, 'config.json')}` })
      expect(await run(['settings', 'set', 'operator_name', 'anna', '--data-root', root])).toMatchObject({
        ...{ code: 0, out: expect.stringContaining('from the next start: operator_name') },
      })
      expect(await file()).toMatchObject({ operator_name: 'anna', notifications: { enabled: false, sound: 'system' } })
      const view = SettingsView.parse(JSON.parse((await run(['settings', 'show', '--json', '--data-root', root])).out))
      expect(view.settings.notifications.enabled).toBe(false)
      expect((await run(['settings', 'show', '--data-root', root])).out).toMatch(
        /^ {2}notifications +{"enabled":false/m,
      )
      expect((await run(['settings', 'unset', 'operator_name', '--data-root', root])).code).toBe(0)
      expect(await file()).not.toHaveProperty('operator_name')
    },
  )

  it('takes a name of digits as the text that the member needs', async () => {
    const { root, file } = await dataRoot(true)
    await run(['settings', 'set', 'operator_name', '007', '--data-root', root])
    expect(await file()).toMatchObject({ operator_name: '007' })
    await run(['settings', 'set', 'operator_name', '7', '--data-root', root])
    expect(await file()).toMatchObject({ operator_name: '7' })
  })

  it('refuses a name or a value that config.json cannot have, and says why', async () => {
    const { root } = await dataRoot(true)
    const refuse = (name: string, value: string) => run(['settings', 'set', name, value, '--data-root', root])
    expect(await refuse('jwt_secret', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('jwt_secret') })
    expect(await refuse('__proto__', '{}')).toMatchObject({ code: 2 })
    expect(await refuse('port', 'eighty')).toMatchObject({ code: 2, err: expect.stringContaining('port') })
    expect(await refuse('anchor_folder', 'relative')).toMatchObject({
      ...{ code: 1, err: expect.stringContaining('settings_invalid') },
    })
  })
})

describe('a name that no setting has', () => {
  it.each([
    ['prot', /no setting "prot"/, /port, /],
    ['notifications.sonud', /notifications has no "sonud"/, /enabled, kinds, quiet_hours, sound/],
    ['tools.nofam', /there are no tools "nofam"/, /notify, obs, screen, vision, youtube/],
    ['tools.nofam.url', /there are no tools "nofam"/, /notify, obs, screen, vision, youtube/],
    ['tools.obs.ulr', /tools\.obs has no "ulr"/, /allow_remote, call_timeout_ms, .*url/],
    ['tools.time.zone', /tools\.time has no "zone"/, /has no settings/],
  ])('%s is answered with those that there are', async (name, what, names) => {
    const { root, file } = await dataRoot(false)
    const { code, err } = await run(['settings', 'set', name, '1', '--data-root', root])
    expect([code, err]).toEqual([2, expect.stringMatching(what)])
    expect(err).toMatch(new RegExp(`remedy: .*${names.source}`))
    await expect(file()).rejects.toThrow('ENOENT')
  })

  it('can still be taken out of a file that has it', async () => {
    const { root, file } = await dataRoot(false)
    await run(['settings', 'set', 'tools.obs.allow_remote', 'true', '--data-root', root])
    expect((await run(['settings', 'unset', 'tools.obs', '--data-root', root])).code).toBe(0)
    expect(await file()).not.toHaveProperty('tools.obs')
  })
})

describe('a setting of tools', () => {
  it('that leaves a tool without what it needs is saved, and that is said', async () => {
    const { root } = await dataRoot(true)
    await run(['settings', 'set', 'tools.vision.model', 'any', '--data-root', root])
    const remote = ['settings', 'set', 'tools.vision.endpoint', 'http://example.com', '--data-root', root]
    const { code, out, err } = await run(remote)
    expect([code, out]).toEqual([0, expect.stringContaining('written to')])
    expect(err).toMatch(/note: vision\.describe: .*example\.com[\s\S]*remedy: .*allow_remote/)
    const local = await run(['settings', 'set', 'tools.vision.endpoint', 'http://127.0.0.1:9', '--data-root', root])
    expect([local.code, local.err]).toEqual([0, ''])
  })
})

describe('countersign intake', () => {
  it('pauses with a reason and resumes, also while no console runs', async () => {
    const { root } = await dataRoot(false)
    const paused = await run(['intake', 'pause', '--reason', 'a release', '--data-root', root])
    expect(paused).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^the intake is paused since .*: a release; 0 /),
    })
    const next = await startApp({ dataRoot: root })
    const info = (await (await next.call('GET', '/system/info', 'observer')).json()) as { intake: unknown }
    expect(IntakeState.parse(info.intake)).toMatchObject({ paused: true, reason: 'a release' })
    expect(await run(['intake', 'resume', '--data-root', root])).toMatchObject({ code: 0, out: 'the intake runs' })
  })
})
