import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Sha256 } from '../../../contract/ids.ts'

/** Of a file of any size, read in pieces; `bytes` are those that were hashed. Rejects with the system's error, or the reason of `signal`. */
export async function fileSha256(
  path: string,
  signal: AbortSignal,
): Promise<{ readonly sha256: Sha256; readonly bytes: number }> {
  signal.throwIfAborted()
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const piece of createReadStream(path, { signal, highWaterMark: 256 * 1024 })) {
      hash.update(piece as Buffer)
      bytes += (piece as Buffer).length
    }
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
  return { sha256: hash.digest('hex') as Sha256, bytes }
}
