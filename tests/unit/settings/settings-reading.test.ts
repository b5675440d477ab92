import { describe, expect, it } from 'vitest'
import { Settings } from '../../../contract/settings.ts'
import { changedSettings } from '../../../main/core/settings/changed-settings.ts'
import { SETTING_NAMES } from '../../../main/core/settings/setting-traits.ts'
import { readSettings, settingsText, withoutValues } from '../../../main/core/settings/settings-reading.ts'
import { settingsInForce, waitingForStart } from '../../../main/core/settings/settings-view.ts'
import { checkSettings, valuesOfFile } from '../../../main/setting-values.ts'

const DEFAULTS = Settings.parse({})
const read = (text: string | null) => readSettings(text, checkSettings)

describe('reading config.json', () => {
  it('no file means every default, and nothing is named', () => {
    expect(read(null)).toEqual({ ok: true, settings: DEFAULTS, named: new Set() })
    expect(DEFAULTS).toMatchObject({ updates: { check: false }, desktop: { start_at_login: false } })
  })

  it('names the members that the file has, whatever else holds by default', () => {
    const found = read('{"port": 1001, "desktop": {"close_to_tray": false}}')
    expect(found).toMatchObject({ ok: true, settings: { port: 1001, desktop: { start_at_login: false } } })
    expect(found.ok && [...found.named]).toEqual(['port', 'desktop'])
  })

  it('what is written is read as the same', () => {
    const settings = Settings.parse({
      operator_name: 'anna',
      notifications: { quiet_hours: { from: '22:00', to: '07:00' } },
    })
    expect(read(settingsText(settings))).toMatchObject({ ok: true, settings })
  })

  it('text that is no JSON is refused with its place and without its words', () => {
    expect(read('{"BOT_TOKEN": hunter2}')).toEqual({ ok: false, member: null, reason: 'it is not JSON' })
    expect(read('{"a": 1,\n')).toEqual({ ok: false, member: null, reason: 'it is not JSON (line 2 column 1)' })
  })

  it.each([
    ['port', '{"port": 70000}'],
    ['notifications', '{"notifications": {"kinds": ["everything"]}}'],
    ['github_hooks', '{"github_hooks": ["not a hook"]}'],
    ['telegram_operators', '{"telegram_operators": ["7=anna", 7]}'],
    ['anchor_folder', '{"anchor_folder": "relative"}'],
    ['anchor_git', '{"anchor_git": "https://me:secret@example.org/log.git"}'],
    ['operator_name', '{"operator_name": "two words"}'],
  ])('a wrong %s is refused by its name', (member, text) => {
    expect(read(text)).toMatchObject({ ok: false, member })
  })

  it('an unknown member is refused: nobody shall think that a secret is read from here', () => {
    expect(read('{"jwt_secret": "x"}')).toMatchObject({ ok: false, reason: expect.stringContaining('jwt_secret') })
  })

  it('a reason for the log has no values of the file in it', () => {
    expect(withoutValues('GITHUB_HOOKS: "ghp_secret" is no hook')).toBe('GITHUB_HOOKS: "…" is no hook')
  })

  it.each([
    ['one quote', 'HOOKS: "gh"secret" is no hook', 'HOOKS: "…" is no hook'],
    ['two quotes', 'HOOKS: "a"secret"b" is no hook', 'HOOKS: "…" is no hook'],
    ['lines and quotes', 'HOOKS: "a"\n"secret"\n" is no hook', 'HOOKS: "…" is no hook'],
    ['no end', 'HOOKS: "secret', 'HOOKS: "…"'],
    ['no end within 500 characters', `HOOKS: "a" or "secret${'x'.repeat(479)}`, 'HOOKS: "…"'],
  ])('nor of a value that has %s', (_what, reason, shown) => {
    expect(withoutValues(reason)).toBe(shown)
  })

  it.each(['https://ghp_secret@github.com/o/log.git', 'ssh://me:pass@host/log.git', 'ssh://a@b:pass@host/log.git'])(
    'an address with a token or a password in it is refused, without showing it: %s',
    (anchor_git) => {
      const refused = read(JSON.stringify({ anchor_git }))
      expect(refused).toMatchObject({ ok: false, member: 'anchor_git' })
      expect(JSON.stringify(refused)).not.toMatch(/ghp_secret|pass@/)
    },
  )

  it.each(['ssh://git@host/log.git', 'ssh://git@host:22/log.git', 'git@host:log.git', 'https://host/log@1.git'])(
    'an address that names a mere user is taken: %s',
    (anchor_git) => expect(read(JSON.stringify({ anchor_git }))).toMatchObject({ ok: true, settings: { anchor_git } }),
  )
})

describe('what is in force', () => {
  const facts = {
    ...{ atStart: valuesOfFile(DEFAULTS), namedAtStart: new Set<never>(), said: new Map() },
    ...{ settings: DEFAULTS, named: new Set<never>(), ofFile: valuesOfFile(DEFAULTS) },
  }
  const rowOf = (given: Partial<Parameters<typeof settingsInForce>[0]>, name: string) =>
    settingsInForce({ ...facts, ...given }).find((row) => row.name === name)

  it('has a row for every member that config.json can have', () => {
    expect(settingsInForce(facts).map(({ name }) => name)).toEqual([...SETTING_NAMES])
    expect(waitingForStart(settingsInForce(facts))).toEqual([])
  })

  it('what the file says otherwise than the start waits for the next one', () => {
    const settings = Settings.parse({ port: 1001 })
    const given = { settings, named: new Set(['port' as const]), ofFile: valuesOfFile(settings) }
    expect(rowOf(given, 'port')).toEqual({
      ...{ name: 'port', value: 8787, from: 'default', variable: '--port, COUNTERSIGN_PORT', applies: 'restart' },
      next: 1001,
    })
    expect(waitingForStart(settingsInForce({ ...facts, ...given }))).toEqual(['port'])
  })

  it('what a variable says is not changed by the file', () => {
    const settings = Settings.parse({ port: 1001 })
    const said = new Map([['port' as const, 'environment' as const]])
    const row = rowOf({ said, settings, named: new Set(['port' as const]), ofFile: valuesOfFile(settings) }, 'port')
    expect(row).toMatchObject({ value: 8787, from: 'environment' })
    expect(row).not.toHaveProperty('next')
  })

  it('notifications, the desktop and updates hold at once', () => {
    const settings = Settings.parse({ updates: { check: true } })
    const given = { settings, named: new Set(['updates' as const]) }
    expect(rowOf(given, 'updates')).toEqual({
      ...{ name: 'updates', value: { check: true }, from: 'file', variable: null, applies: 'now' },
    })
  })

  it('changes are told by the names of the members alone', () => {
    const now = Settings.parse({ port: 1, notifications: { enabled: false } })
    expect(changedSettings(DEFAULTS, now)).toEqual(['port', 'notifications'])
    expect(changedSettings(now, Settings.parse({ ...now }))).toEqual([])
  })
})
