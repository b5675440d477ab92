import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSealableFiles } from '../../../main/adapters/secrets/sealable-files.ts'
import { NO_DESKTOP } from '../../../main/core/access/sealer.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { testSealer } from '../../support/test-sealer.ts'

const SECRET = '123456:a-secret-of-somebody'

describe('a kept secret', () => {
  it('is a file for its owner alone until somebody can seal it, and then no plain copy stays', async () => {
    const folder = await temporaryFolder()
    const sealer = testSealer()
    createSealableFiles(folder, NO_DESKTOP, 'auto').write('BOT_TOKEN', SECRET)
    expect((await stat(join(folder, 'BOT_TOKEN'))).mode & 0o777).toBe(0o600)
    const files = createSealableFiles(folder, sealer, 'auto')
    expect([files.keptAs('BOT_TOKEN'), await files.read('BOT_TOKEN')]).toEqual(['file', SECRET])
    await files.settle('BOT_TOKEN')
    expect([files.keptAs('BOT_TOKEN'), await files.read('BOT_TOKEN')]).toEqual(['sealed', SECRET])
    expect(await readdir(folder)).toEqual(['BOT_TOKEN.sealed'])
    expect((await stat(join(folder, 'BOT_TOKEN.sealed'))).mode & 0o777).toBe(0o600)
    const bytes = await readFile(join(folder, 'BOT_TOKEN.sealed'), 'latin1')
    expect(bytes).not.toContain(SECRET)
    expect(bytes).not.toContain(Buffer.from(SECRET).toString('base64').slice(0, 12))
  })
  it('that is given anew takes the place of the sealed one, and is sealed in its turn', async () => {
    const folder = await temporaryFolder()
    const sealer = testSealer()
    const files = createSealableFiles(folder, sealer, 'auto')
    for (const secret of ['first', 'second']) {
      createSealableFiles(folder, NO_DESKTOP, 'auto').write('XCODE_TOKEN', secret)
      await files.settle('XCODE_TOKEN')
      expect([files.keptAs('XCODE_TOKEN'), await files.read('XCODE_TOKEN')]).toEqual(['sealed', secret])
    }
    expect(files.names()).toEqual(['XCODE_TOKEN'])
  })
  it('survives a crash between sealing it and removing the plain one: the plain one counts', async () => {
    const folder = await temporaryFolder()
    const files = createSealableFiles(folder, testSealer(), 'auto')
    files.write('BOT_TOKEN', 'old')
    await files.settle('BOT_TOKEN')
    await writeFile(join(folder, 'BOT_TOKEN'), 'new', { mode: 0o600 })
    expect(await files.read('BOT_TOKEN')).toBe('new')
    await files.settle('BOT_TOKEN')
    expect([await readdir(folder), await files.read('BOT_TOKEN')]).toEqual([['BOT_TOKEN.sealed'], 'new'])
  })
  it('is sealed anew when the key of the operating system was replaced', async () => {
    const folder = await temporaryFolder()
    const sealer = testSealer()
    const files = createSealableFiles(folder, sealer, 'auto')
    files.write('BOT_TOKEN', SECRET)
    await files.settle('BOT_TOKEN')
    const before = await readFile(join(folder, 'BOT_TOKEN.sealed'), 'utf8')
    sealer.renewKey()
    await files.settle('BOT_TOKEN')
    const after = await readFile(join(folder, 'BOT_TOKEN.sealed'), 'utf8')
    expect([after === before, await files.read('BOT_TOKEN')]).toEqual([false, SECRET])
  })
  it('keeps its plain file when sealing goes wrong', async () => {
    const folder = await temporaryFolder()
    const failing = { ...testSealer(), seal: async () => Promise.reject(new Error('the password manager is locked')) }
    const forgetful = { ...testSealer(), unseal: async () => ({ text: 'something else', stale: false }) }
    for (const sealer of [failing, forgetful]) {
      const files = createSealableFiles(folder, sealer, 'auto')
      files.write('BOT_TOKEN', SECRET)
      await expect(files.settle('BOT_TOKEN')).rejects.toThrow(/locked|does not hold/)
      expect([files.keptAs('BOT_TOKEN'), await files.read('BOT_TOKEN')]).toEqual(['file', SECRET])
    }
  })
  it('that others could read, or that was sealed elsewhere or changed, is refused with what to do', async () => {
    const folder = await temporaryFolder()
    const files = createSealableFiles(folder, testSealer(), 'auto')
    files.write('BOT_TOKEN', SECRET)
    await chmod(join(folder, 'BOT_TOKEN'), 0o644)
    await expect(files.read('BOT_TOKEN')).rejects.toMatchObject({ remedy: expect.stringMatching(/chmod 600/) })
    await chmod(join(folder, 'BOT_TOKEN'), 0o600)
    await files.settle('BOT_TOKEN')
    const elsewhere = createSealableFiles(folder, testSealer(), 'auto')
    await expect(elsewhere.read('BOT_TOKEN')).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringMatching(/cannot be unsealed: this was not sealed here/),
    })
    await writeFile(join(folder, 'BOT_TOKEN.sealed'), 'anything', { mode: 0o600 })
    await expect(files.read('BOT_TOKEN')).rejects.toThrow(/does not begin as a sealed secret does/)
  })
  it('is gone in both forms once it is removed', async () => {
    const folder = await temporaryFolder()
    const files = createSealableFiles(folder, testSealer(), 'auto')
    expect([files.remove('BOT_TOKEN'), files.keptAs('BOT_TOKEN'), await files.read('BOT_TOKEN')]).toEqual([
      ...[false, null, null],
    ])
    files.write('BOT_TOKEN', SECRET)
    await files.settle('BOT_TOKEN')
    expect([files.remove('BOT_TOKEN'), await readdir(folder)]).toEqual([true, []])
  })
})
