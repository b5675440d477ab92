import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type * as Electron from 'electron'
import type { Machine } from './desktop-app.ts'

type Imitated = Pick<
  Electron.SafeStorage,
  'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'
>

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A password manager whose key lies in the user-data folder; or, as on a machine without one, `basic_text`, which seals nothing here. */
export function createSafeStorage({ passwordStore, userData }: Machine, isReady: () => boolean): Imitated {
  function key(): Buffer {
    if (!isReady()) throw new Error('safeStorage cannot be used before app is ready')
    if (passwordStore === 'basic_text') throw new Error('electron stand-in: basic_text must not be used to seal')
    const path = join(userData, 'stand-in-password-manager')
    mkdirSync(userData, { recursive: true })
    if (!existsSync(path)) writeFileSync(path, randomBytes(32))
    return readFileSync(path)
  }
  return {
    isAsyncEncryptionAvailable: async () => isReady(),
    getSelectedStorageBackend: () => (isReady() ? passwordStore : 'unknown'),
    encryptStringAsync: async (text) => {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key(), nonce)
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    decryptStringAsync: async (sealed) => {
      const decipher = createDecipheriv('aes-256-gcm', key(), sealed.subarray(0, NONCE_BYTES))
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
      const text = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8')
      return { result: text + decipher.final('utf8'), shouldReEncrypt: false }
    },
  }
}
