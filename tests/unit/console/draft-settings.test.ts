import { expect, test } from 'vitest'
import { Sha256 } from '../../../contract/ids.ts'
import { Settings, SettingsView } from '../../../contract/settings.ts'
import {
  changedElsewhere,
  changedPaths,
  readDraft,
  rebased,
  refusedPaths,
  withTyped,
} from '../../../renderer/features/settings/draft-settings.ts'
import type { FieldInput, SettingPath } from '../../../renderer/features/settings/setting-fields.ts'

const view = (settings: object, sha = 'a'): SettingsView =>
  SettingsView.parse({
    settings: Settings.parse(settings),
    base_sha: Sha256.parse(sha.repeat(64)),
    ...{ path: '/data/config.json', refused: null, in_force: [], restart_needed: [] },
    addresses: { console: null, ingress: null },
    data_root: { path: '/data', from: 'default' },
    tool_families: [],
  })
const draft = (base: SettingsView, ...typed: [SettingPath, FieldInput][]) => ({
  base,
  typed: Object.fromEntries(typed),
})
const saved = (base: SettingsView, ...typed: [SettingPath, FieldInput][]) => {
  const read = readDraft(draft(base, ...typed))
  if (!read.ok) throw new Error(JSON.stringify(read.faults))
  return read.settings
}
const faults = (...typed: [SettingPath, FieldInput][]) => {
  const read = readDraft(draft(view({}), ...typed))
  return read.ok ? {} : read.faults
}

test('what was typed is saved as what it means: numbers, lists, nothing', () => {
  const base = view({ port: 8787, github_hooks: ['a/b:1'] })
  const settings = saved(
    base,
    ['port', ''],
    ['telegram_allowed_users', '1, 2\n3'],
    ['telegram_operators', '7=anna\n8'],
    ['audit_verify_minutes', '10 080'],
  )
  expect(settings).toEqual({
    ...Settings.parse({ github_hooks: ['a/b:1'] }),
    ...{ telegram_allowed_users: [1, 2, 3], telegram_operators: ['7=anna', 8], audit_verify_minutes: 10_080 },
  })
  expect('port' in settings).toBe(false)
})

test('quiet hours are on or off as a whole, and keep the rest of the notifications', () => {
  const base = view({ notifications: { sound: 'none' } })
  const on = saved(base, ['quiet.on', true], ['quiet.from', '21:30'], ['quiet.except', ['failed']])
  expect(on.notifications).toMatchObject({
    sound: 'none',
    quiet_hours: { from: '21:30', to: '07:00', except: ['failed'] },
  })
  expect(saved(view({ notifications: on.notifications }), ['quiet.on', false]).notifications.quiet_hours).toBeNull()
})

test('what cannot be saved is said at its field, and in which line', () => {
  expect(faults(['port', '99999'])).toEqual({ port: 'This is more than 65535.' })
  expect(faults(['port', 'many'])).toEqual({ port: 'This is not a whole number.' })
  expect(faults(['audit_segment_bytes', '1'])).toEqual({ audit_segment_bytes: 'This is less than 1048576.' })
  expect(faults(['telegram_allowed_users', '1\nanna'])).toEqual({
    telegram_allowed_users: 'Line 2 is not a whole number.',
  })
  expect(faults(['quiet.on', true], ['quiet.to', ''])).toHaveProperty(['quiet.to'])
})

test('the same in other letters is no change, but a new empty line stays under the hand', () => {
  const base = view({ telegram_allowed_users: [1] })
  const next = withTyped(null, base, 'telegram_allowed_users', '1\n')
  expect(next?.typed).toEqual({ telegram_allowed_users: '1\n' })
  expect(next === null ? null : changedPaths(next)).toEqual([])
  expect(withTyped(next, base, 'telegram_allowed_users', '1')).toBeNull()
})

test('what another one changed is told, and whether both changed it', () => {
  const before = view({ port: 1, operator_name: 'anna' })
  const now = view({ port: 2, operator_name: 'anna', audit_verify_minutes: 5 }, 'b')
  const mine = draft(before, ['port', '3'])
  expect(changedElsewhere(mine, now)).toEqual([
    { path: 'port', before: '1', now: '2', mine: true },
    { path: 'audit_verify_minutes', before: '', now: '5', mine: false },
  ])
})

test('going on with my changes keeps what the other one changed besides', () => {
  const before = view({ port: 1, notifications: { sound: 'system' } })
  const now = view({ port: 2, notifications: { sound: 'none' } }, 'b')
  const next = rebased(draft(before, ['notifications.enabled', false]), now)
  expect(next.base).toBe(now)
  const read = readDraft(next)
  expect(read.ok && read.settings).toMatchObject({ port: 2, notifications: { enabled: false, sound: 'none' } })
})

test('a draft that says nothing new begins on the settings as they are now', () => {
  const before = view({ port: 1 })
  const now = view({ port: 2 }, 'b')
  expect(withTyped(draft(before, ['port', ' 1']), now, 'operator_name', 'anna')?.base).toBe(now)
})

test('what the service refuses is shown where it was changed', () => {
  expect(refusedPaths('notifications', ['quiet.from', 'port'])).toEqual(['quiet.from'])
  expect(refusedPaths('anchor_folder', [])).toEqual(['anchor_folder'])
  expect(refusedPaths(null, ['port'])).toEqual([])
})
