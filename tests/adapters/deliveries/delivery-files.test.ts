import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deliveryFileName, deliveryOfFileName } from '../../../main/adapters/files/delivery-file.ts'
import { changeFile } from '../../support/audit-log.ts'
import { deliveryFolder, stored } from './delivery-folder.ts'

describe('the body of a delivery', () => {
  test.each([
    ['text', '{"title":"Größe 🙂\\n"}'],
    ['text with a byte order mark', '\ufeff{}'],
    ['nothing', ''],
    ['bytes that are no text', Uint8Array.of(0xff, 0x00, 0xc3, 0x28)],
  ])('is read as it was kept, also after a restart: %s', async (_, body) => {
    const { files, open, told } = await deliveryFolder()
    const delivery = stored('d1', body)
    await files.keep(delivery)
    told(delivery, 'accepted')
    expect(await files.read('github', 'd1')).toEqual(delivery)
    expect(await (await open()).read('github', 'd1')).toEqual(delivery)
    expect(await files.read('telegram', 'd1')).toBe(null)
  })

  test('is a file that says what it is and that only its owner may read', async () => {
    const { folder, files } = await deliveryFolder()
    await files.keep(stored('72d3162e-cc78-11e3'))
    expect(await readdir(folder)).toEqual(['github.72d3162e-cc78-11e3.json'])
    const path = join(folder, 'github.72d3162e-cc78-11e3.json')
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      ...{ source: 'github', delivery_id: '72d3162e-cc78-11e3', encoding: 'utf-8', body: '{"a":1}' },
    })
    if (process.platform === 'win32') return
    expect([(await stat(folder)).mode & 0o777, (await stat(path)).mode & 0o777]).toEqual([0o700, 0o600])
  })

  test('cannot leave the folder, whatever id its sender chose', async () => {
    const ids = [
      '../../etc/passwd',
      '..',
      '/abs',
      'a/b',
      'C:\\x',
      'UPPER',
      'upper',
      'x'.repeat(100),
      '%2e%2e',
      'a.json',
    ]
    const { folder, files, open, told } = await deliveryFolder()
    for (const id of ids) {
      await files.keep(stored(id, `"${id}"`))
      told(stored(id, `"${id}"`), 'accepted')
    }
    expect(await readdir(join(folder, '..'))).toEqual(['deliveries'])
    expect(await readdir(folder)).toHaveLength(ids.length)
    const again = await open()
    for (const id of ids) expect(await again.read('github', id)).toEqual(stored(id, `"${id}"`))
  })

  test('has a file that names it, for any source and id', () => {
    const source = fc.constantFrom('github' as const, 'xcode' as const, 'telegram' as const)
    fc.assert(
      fc.property(source, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), (source, delivery_id) => {
        const name = { source, delivery_id }
        const told = deliveryOfFileName(deliveryFileName(name))
        if (told !== 'unknown') expect(told).toEqual(name)
        expect(deliveryFileName(name)).toMatch(/^[a-z0-9_.%-]{1,210}$/)
      }),
    )
  })

  test.each<[string, (text: string) => string]>([
    ['whose body was changed', (text) => text.replace('\\"a\\":1', '\\"a\\":2')],
    ['that was cut off', (text) => text.slice(0, 40)],
    ['that is of another delivery', (text) => text.replace('"d1"', '"d2"')],
    ['that holds something else', () => '[]'],
  ])('is none and told of when there is a file %s', async (_, change) => {
    const { folder, files, logger, told } = await deliveryFolder()
    await files.keep(stored('d1'))
    told(stored('d1'), 'accepted')
    await changeFile(join(folder, 'github.d1.json'), (bytes) => change(bytes.toString()))
    expect(await files.read('github', 'd1')).toBe(null)
    expect(logger.lines).toMatchObject([{ level: 'error', fields: { file: 'github.d1.json' } }])
  })

  test('is none when somebody put another one with its own sha256 in place of the one that was claimed', async () => {
    const { files, logger, told } = await deliveryFolder()
    told(stored('d1'), 'failed')
    await files.keep(stored('d1', '{"a":"forged"}'))
    expect(await files.read('github', 'd1')).toBe(null)
    expect(logger.lines).toMatchObject([{ level: 'error', fields: { fault: 'is not the body that was claimed' } }])
  })

  // Windows has neither modes nor links for everybody.
  if (process.platform !== 'win32')
    test('is not read through a link', async () => {
      const { folder, files } = await deliveryFolder()
      await files.keep(stored('d1'))
      await symlink(join(folder, 'github.d1.json'), join(folder, 'github.d2.json'))
      expect(await files.read('github', 'd2')).toBe(null)
    })

  test('is as trusted as the log says, whatever its file says', async () => {
    const { folder, files, told } = await deliveryFolder()
    await files.keep(stored('d1'))
    told({ ...stored('d1'), assurance: 'token' }, 'accepted')
    expect((await files.read('github', 'd1'))?.assurance).toBe('token')
    expect(await readFile(join(folder, 'github.d1.json'), 'utf8')).not.toContain('assurance')
  })

  test('that cannot be written is refused as such, and leaves nothing', async () => {
    const { folder, files, told } = await deliveryFolder()
    await rm(folder, { recursive: true })
    await expect(files.keep(stored('d1'))).rejects.toMatchObject({
      ...{ code: 'storage_failed', message: 'audit/deliveries/ cannot be written (ENOENT).' },
    })
    await mkdir(folder)
    await files.keep(stored('d1'))
    told(stored('d1'), 'accepted')
    expect(await files.read('github', 'd1')).toEqual(stored('d1'))
  })
})

describe('a start', () => {
  test('removes what was never claimed and unfinished files, and leaves what is not ours', async () => {
    const { folder, files, open, told } = await deliveryFolder()
    for (const id of ['claimed', 'failed', 'open', 'unclaimed', 'x'.repeat(100).toUpperCase()])
      await files.keep(stored(id))
    told(stored('claimed'), 'accepted')
    told(stored('failed'), 'failed')
    told(stored('open'), 'open')
    await writeFile(join(folder, '.tmp-github.d1.json.1.abc'), '{')
    await writeFile(join(folder, 'notes.txt'), 'mine')
    await mkdir(join(folder, 'github.folder.json'))
    await open()
    const left = ['github.claimed.json', 'github.failed.json', 'github.folder.json', 'github.open.json', 'notes.txt']
    expect((await readdir(folder)).sort()).toEqual(left)
  })

  // Windows has neither modes nor links for everybody.
  if (process.platform !== 'win32')
    test('takes a folder that others could read for its owner alone', async () => {
      const { folder, open } = await deliveryFolder()
      await rm(folder, { recursive: true })
      await mkdir(folder, { mode: 0o755 })
      await open()
      expect((await stat(folder)).mode & 0o777).toBe(0o700)
    })
})
