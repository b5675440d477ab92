import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSettingsFile } from '../../../main/adapters/files/settings-file.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { temporaryFolder } from '../../support/data-root.ts'

describe('config.json on the disk', () => {
  it('that is not there has the sha256 of no bytes, and is made for its owner alone', async () => {
    const file = join(await temporaryFolder(), 'config.json')
    const disk = openSettingsFile(file)
    expect(await disk.find()).toEqual({ sha256: sha256(''), text: null })
    await disk.write('{}\n')
    expect(await disk.find()).toEqual({ sha256: sha256('{}\n'), text: '{}\n' })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('keeps its mode, and leaves nothing beside it', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'config.json')
    await writeFile(file, '{}')
    await chmod(file, 0o640)
    await openSettingsFile(file).write('{"port":1}')
    expect((await stat(file)).mode & 0o777).toBe(0o640)
    expect(await readdir(folder)).toEqual(['config.json'])
  })

  it('that is a link stays one: what it names is read and written', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'config.json')
    const real = join(folder, 'kept-elsewhere.json')
    await writeFile(real, '{"port":1}')
    await symlink(real, file)
    const disk = openSettingsFile(file)
    expect(await disk.find()).toMatchObject({ text: '{"port":1}' })
    await disk.write('{"port":2}')
    expect((await lstat(file)).isSymbolicLink()).toBe(true)
    expect(await readFile(real, 'utf8')).toBe('{"port":2}')
  })

  it('that is no file, or far too large, is a fault and not an empty one', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'a'))
    expect(await openSettingsFile(join(folder, 'a')).find()).toEqual({ fault: 'the file is not a plain file' })
    await writeFile(join(folder, 'b'), 'x'.repeat(1024 * 1024 + 1))
    expect(await openSettingsFile(join(folder, 'b')).find()).toEqual({ fault: 'the file is too large' })
  })
})
