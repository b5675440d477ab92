import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { SafeStorage } from '../../main/core/access/sealer.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Seals as an operating system would, with a key that only this sealer has. `renewKey`: what was sealed before is stale from now on. */
export function testSealer(): SafeStorage & { renewKey(): void } {
  const keys = [randomBytes(32)]

  function open(key: Buffer, sealed: Uint8Array): string {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    const text = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8')
    return text + decipher.final('utf8')
  }
  return {
    kind: 'safe_storage',
    renewKey: () => void keys.unshift(randomBytes(32)),
    seal: async (text) => {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', keys[0] as Buffer, nonce)
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    unseal: async (sealed) => {
      for (const [age, key] of keys.entries()) {
        try {
          return { text: open(key, sealed), stale: age > 0 }
        } catch {
          // Perhaps sealed with an older one.
        }
      }
      throw new Error('this was not sealed here')
    },
  }
}
