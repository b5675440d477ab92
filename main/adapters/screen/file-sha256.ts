import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Sha256 } from '../../../contract/ids.ts'

/** Of a file of any size, read in pieces. */
export async function fileSha256(path: string): Promise<Sha256> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex') as Sha256
}
