import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Settings } from '../../../contract/settings.ts'
import { openSettingsFile } from '../../../main/adapters/files/settings-file.ts'
import { createEventHub, type Frame } from '../../../main/core/broadcast/event-hub.ts'
import type { Call } from '../../../main/core/kernel/call.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import type { SettingsDisk } from '../../../main/core/settings/settings-disk.ts'
import { createSettingsLines } from '../../../main/core/settings/settings-lines.ts'
import { readSettings, settingsText } from '../../../main/core/settings/settings-reading.ts'
import { openSettings } from '../../../main/core/settings/settings-service.ts'
import { checkSettings } from '../../../main/setting-values.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

const ADMIN: Call = { actor: { sub: 'anna', scopes: ['admin'], door: 'console' }, correlation_id: 'req-1' }
const QUIET = Settings.parse({ notifications: { enabled: false } })
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** A data root with its log, on which the settings are opened one after the other, as after restarts. */
async function world() {
  const file = join(await temporaryFolder(), 'config.json')
  const log = createMemoryLog()
  const hub = createEventHub({ capacity: 100, startSeq: 0, clock: { now: () => 0 } })
  const frames: Frame[] = []
  hub.subscribe({ send: (frame) => frames.push(frame), close: () => undefined }, null)
  const disk = openSettingsFile(file)

  async function open(changed: Partial<SettingsDisk> = {}) {
    const found = await disk.find()
    const first = readSettings('fault' in found ? null : found.text, checkSettings)
    if (!first.ok) throw new Error(first.reason)
    const lines = createSettingsLines({ log, hub, index: log.index })
    return openSettings({ disk: { ...disk, ...changed }, check: checkSettings, lines, logger: SILENT, first })
  }

  const lines = () => log.events.map(({ type, actor, data }) => ({ type, who: actor.sub, ...data }))
  return { file, log, frames, open, lines, read: () => readFile(file, 'utf8') }
}

describe('saving the settings', () => {
  it('records the names of what changed, writes the file, and holds at once', async () => {
    const { open, file, read, lines, frames } = await world()
    const settings = await open()
    const seen: Settings[] = []
    settings.watch((now) => seen.push(now))
    const { base_sha } = settings.facts()
    expect(base_sha).toBe(sha256(''))
    await settings.save(ADMIN, QUIET, base_sha)
    expect(await read()).toBe(settingsText(QUIET))
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(settings.current()).toEqual(QUIET)
    expect(seen).toEqual([QUIET])
    const sha = sha256(settingsText(QUIET))
    expect(lines()).toEqual([{ type: 'settings_changed', who: 'anna', names: ['notifications'], base_sha, sha }])
    expect(frames.map(({ name }) => name)).toEqual(['settings_changed'])
  })

  it('is refused on another base, and says which one is good', async () => {
    const { open, lines } = await world()
    const settings = await open()
    const { base_sha } = settings.facts()
    await expect(settings.save(ADMIN, QUIET, sha256('another'))).rejects.toMatchObject({
      ...{ code: 'settings_changed', extras: { base_sha } },
    })
    await expect(settings.save(ADMIN, QUIET, null)).rejects.toMatchObject({
      ...{ code: 'precondition_required', extras: { base_sha } },
    })
    expect(lines()).toMatchObject([
      { type: 'write_conflict', of: 'settings', given_sha: sha256('another'), base_sha },
      { type: 'write_conflict', of: 'settings', given_sha: null, missing: true },
    ])
  })

  it('a change of somebody else between the reading and the saving is not overwritten, however fresh', async () => {
    const { open, file, read, lines } = await world()
    const settings = await open()
    const { base_sha } = settings.facts()
    await writeFile(file, '{"port": 1001}')
    await expect(settings.save(ADMIN, QUIET, base_sha)).rejects.toMatchObject({ code: 'settings_changed' })
    expect(await read()).toBe('{"port": 1001}')
    expect(lines().map(({ type, who }) => [type, who])).toEqual([
      ['settings_changed', 'another program'],
      ['write_conflict', 'anna'],
    ])
  })

  it('a change of somebody else while the line is being written is not overwritten, and a second line says so', async () => {
    const { open, file, log, read, lines } = await world()
    const settings = await open()
    const { base_sha } = settings.facts()
    const { record } = log
    const slowly: typeof record = async (draft) => {
      const written = await record(draft)
      if (lines().length === 1) await writeFile(file, '{"port": 1001}')
      return written
    }
    Object.assign(log, { record: slowly })
    await expect(settings.save(ADMIN, QUIET, base_sha)).rejects.toMatchObject({ code: 'settings_changed' })
    expect(await read()).toBe('{"port": 1001}')
    expect(settings.current()).toEqual(Settings.parse({}))
    expect(lines()[1]).toMatchObject({ who: 'anna', sha: base_sha, because: 'another program was faster' })
    await settings.look()
    await settings.look()
    expect(settings.current().port).toBe(1001)
  })

  it('what a start would refuse is not saved, and the member is named', async () => {
    const { open, lines } = await world()
    const settings = await open()
    const wrong = Settings.parse({ github_hooks: ['not a hook'] })
    await expect(settings.save(ADMIN, wrong, settings.facts().base_sha)).rejects.toMatchObject({
      ...{ code: 'settings_invalid', extras: { member: 'github_hooks' } },
    })
    expect(lines()).toEqual([])
  })

  it('nothing is written that the log cannot take', async () => {
    const { open, log } = await world()
    const settings = await open()
    log.fail('settings_changed')
    await expect(settings.save(ADMIN, QUIET, settings.facts().base_sha)).rejects.toMatchObject({
      code: 'audit_unavailable',
    })
    log.mend()
    expect(settings.current()).toEqual(Settings.parse({}))
    expect(settings.facts().base_sha).toBe(sha256(''))
  })

  it('what the disk does not take does not hold, and a second line says so', async () => {
    const { open, lines } = await world()
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
    const settings = await open({ write: () => Promise.reject(full) })
    const { base_sha } = settings.facts()
    await expect(settings.save(ADMIN, QUIET, base_sha)).rejects.toMatchObject({ code: 'storage_failed' })
    expect(settings.current()).toEqual(Settings.parse({}))
    expect(lines()[1]).toMatchObject({ sha: base_sha, because: 'the file could not be written' })
  })

  it('the same again writes nothing', async () => {
    const { open, lines } = await world()
    const settings = await open()
    await settings.save(ADMIN, QUIET, settings.facts().base_sha)
    await settings.save(ADMIN, QUIET, settings.facts().base_sha)
    expect(lines()).toHaveLength(1)
  })
})

describe('config.json that another program changes', () => {
  it('holds once two looks have seen the same', async () => {
    const { open, file, lines } = await world()
    const settings = await open()
    await writeFile(file, '{"updates": {"check": true}}')
    await settings.look()
    expect(settings.current().updates.check).toBe(false)
    await settings.look()
    expect(settings.current().updates.check).toBe(true)
    expect(lines()).toMatchObject([{ type: 'settings_changed', who: 'another program', names: ['updates'] }])
  })

  it('and is not valid is refused once, without its values in the log; the last good one holds', async () => {
    const { open, file, lines } = await world()
    const settings = await open()
    await settings.save(ADMIN, QUIET, settings.facts().base_sha)
    await writeFile(file, '{"github_hooks": ["hunter2"]}')
    for (let looks = 0; looks < 4; looks += 1) await settings.look()
    expect(settings.current()).toEqual(QUIET)
    expect(settings.facts().refused).toContain('hunter2')
    expect(lines().slice(1)).toMatchObject([{ type: 'settings_refused', member: 'github_hooks' }])
    expect(JSON.stringify(lines())).not.toContain('hunter2')
  })

  it('can be mended by saving over it, with its own sha256 as base', async () => {
    const { open, file, read } = await world()
    const settings = await open()
    await writeFile(file, '{')
    await settings.look()
    await settings.look()
    expect(settings.facts()).toMatchObject({ base_sha: sha256('{'), refused: 'it is not JSON (line 1 column 2)' })
    await settings.save(ADMIN, settings.current(), sha256('{'))
    expect(await read()).toBe(settingsText(Settings.parse({})))
    expect(settings.facts().refused).toBeNull()
  })

  it('and is taken away means the defaults', async () => {
    const { open, file } = await world()
    await writeFile(file, settingsText(QUIET))
    const settings = await open()
    expect(settings.current()).toEqual(QUIET)
    await rm(file)
    await settings.look()
    await settings.look()
    expect(settings.current()).toEqual(Settings.parse({}))
  })

  it('while no console is running is told of at the next start', async () => {
    const { open, file, lines } = await world()
    const settings = await open()
    await settings.save(ADMIN, QUIET, settings.facts().base_sha)
    await open()
    expect(lines()).toHaveLength(1)
    await writeFile(file, '{"port": 1001}')
    await open()
    expect(lines()[1]).toMatchObject({ who: 'another program', because: 'found at the start' })
  })

  it('is taken up with a later look when the log could not take it', async () => {
    const { open, file, log } = await world()
    const settings = await open()
    log.fail('settings_changed')
    await writeFile(file, settingsText(QUIET))
    for (let looks = 0; looks < 3; looks += 1) await settings.look()
    expect(settings.current()).toEqual(Settings.parse({}))
    log.mend()
    await settings.look()
    expect(settings.current()).toEqual(QUIET)
  })
})
