import { open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { depositLine, depositsFile, depositsIn } from '../../core/audit/anchor-deposit.ts'
import type { AnchorPlace } from '../../core/audit/anchor-place.ts'

/**
 * Deposits in a folder, best on other media: one line each, appended to `countersign-<key id>.jsonl` and synced. The folder is never
 * made: where a disk is not mounted, the deposit must fail rather than land on this one.
 */
export function createFolderAnchor(folder: string, keyId: string): AnchorPlace {
  const file = join(folder, depositsFile(keyId))

  async function textOf(): Promise<string> {
    if (!(await stat(folder)).isDirectory()) throw new Error(`${folder} is not a folder`)
    return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
  }

  return {
    kind: 'folder',
    place: folder,
    read: async () => depositsIn(await textOf(), file),
    deposit: async (deposit) => {
      const text = await textOf()
      // What a crash left of a line was never a deposit.
      const length = Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1))
      const handle = await open(file, text === '' ? 'a' : 'r+', 0o600)
      try {
        if (length < Buffer.byteLength(text)) await handle.truncate(length)
        await handle.write(`${depositLine(deposit)}\n`, length)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await syncNames(folder)
    },
  }
}

/** Makes a new name in the folder durable. Windows cannot open a folder for that; NTFS journals the name itself. */
async function syncNames(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
