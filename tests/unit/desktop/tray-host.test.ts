import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { hasTrayHost } from '../../../main/electron/tray-host.ts'
import { temporaryFolder } from '../../support/data-root.ts'

/** The session bus, as the programs that ask it tell of it. */
async function busSays(programs: Readonly<Record<string, string>>): Promise<void> {
  const folder = await temporaryFolder()
  for (const [name, script] of Object.entries(programs)) {
    const file = join(folder, name)
    writeFileSync(file, `#!/bin/sh\n${script}\n`)
    chmodSync(file, 0o755)
  }
  vi.stubEnv('PATH', folder)
}
afterEach(() => vi.unstubAllEnvs())

describe('whether a tray icon would be seen', () => {
  it('is no question on macOS and Windows', async () => {
    await busSays({})
    expect([await hasTrayHost('darwin'), await hasTrayHost('win32')]).toEqual([true, true])
  })

  it.each([
    ['yes when the desktop shows such icons', { 'dbus-send': 'echo "   variant       boolean true"' }, true],
    ['no when nothing shows them', { 'dbus-send': 'echo "   variant       boolean false"' }, false],
    ['asked in another way when the first program is missing', { gdbus: 'echo "(<true>,)"' }, true],
    ['no when nobody knows such icons', { 'dbus-send': 'exit 1', gdbus: 'exit 1' }, false],
    ['no when nobody can be asked', {}, false],
  ])('is %s', async (_what, programs, answer) => {
    await busSays(programs as Record<string, string>)
    expect(await hasTrayHost('linux')).toBe(answer)
  })
})
