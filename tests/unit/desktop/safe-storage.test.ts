import { describe, expect, it } from 'vitest'
import { findSafeStorage } from '../../../main/electron/safe-storage.ts'

type Given = Parameters<typeof findSafeStorage>[0]
type Backend = ReturnType<Given['getSelectedStorageBackend']>

/** Electron's module as a machine would answer; seals by turning the bytes round. */
const storage = (over: Partial<Given> & { backend?: Backend }): Given => ({
  isAsyncEncryptionAvailable: async () => true,
  getSelectedStorageBackend: () => over.backend ?? 'gnome_libsecret',
  encryptStringAsync: async (text) => Buffer.from(text).reverse(),
  decryptStringAsync: async (sealed) => ({ result: Buffer.from(sealed).reverse().toString(), shouldReEncrypt: false }),
  ...over,
})

describe('the safe storage of the operating system', () => {
  it('seals and unseals, and says when a seal is old', async () => {
    const sealer = await findSafeStorage(storage({}), 'linux')
    if (sealer.kind !== 'safe_storage') throw new Error('it is there')
    expect(await sealer.unseal(await sealer.seal('secret'))).toEqual({ text: 'secret', stale: false })
    const old = await findSafeStorage(
      storage({ decryptStringAsync: async () => ({ result: 'secret', shouldReEncrypt: true }) }),
      'darwin',
    )
    expect(old.kind === 'safe_storage' && (await old.unseal(new Uint8Array())).stale).toBe(true)
  })
  it('that would only pretend counts as none, and says so', async () => {
    for (const backend of ['basic_text', 'unknown'] as const)
      expect(await findSafeStorage(storage({ backend }), 'linux')).toEqual({
        kind: 'file',
        reason: expect.stringContaining(backend),
      })
    // Elsewhere there are no backends to choose from.
    expect((await findSafeStorage(storage({ backend: 'basic_text' }), 'darwin')).kind).toBe('safe_storage')
  })
  it('that is not there, or fails when asked, is none', async () => {
    for (const isAsyncEncryptionAvailable of [async () => false, async () => Promise.reject(new Error('no keychain'))])
      expect(await findSafeStorage(storage({ isAsyncEncryptionAvailable }), 'darwin')).toMatchObject({ kind: 'file' })
  })
})
