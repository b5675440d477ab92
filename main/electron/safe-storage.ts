import type * as Electron from 'electron'
import type { Sealer } from '../core/access/sealer.ts'

type OfElectron = Pick<
  Electron.SafeStorage,
  'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'
>

/** A person may have to unlock a password manager first, in milliseconds. */
const PATIENCE_MS = 120_000

/**
 * Electron's safe storage (https://www.electronjs.org/docs/latest/api/safe-storage), once the app is ready. On Linux the backend
 * `basic_text` seals with a password that everybody knows: that counts as none.
 */
export async function findSafeStorage(safeStorage: OfElectron, platform: NodeJS.Platform): Promise<Sealer> {
  const available = await inTime(safeStorage.isAsyncEncryptionAvailable()).catch(() => false)
  if (!available) return { kind: 'file', reason: 'the operating system offers no safe storage to this app' }
  if (platform === 'linux') {
    const backend = safeStorage.getSelectedStorageBackend()
    if (backend === 'basic_text' || backend === 'unknown')
      return {
        kind: 'file',
        reason: `there is no password manager (safe storage is ${backend}, which protects nothing)`,
      }
  }
  return {
    kind: 'safe_storage',
    seal: (text) => inTime(safeStorage.encryptStringAsync(text)),
    unseal: async (sealed) => {
      const { result, shouldReEncrypt } = await inTime(safeStorage.decryptStringAsync(Buffer.from(sealed)))
      return { text: result, stale: shouldReEncrypt }
    },
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the safe storage did not answer within ${PATIENCE_MS / 1000} s`)),
      PATIENCE_MS,
    )
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
