import { hash } from 'node:crypto'
import type { Sha256 } from '../../../contract/ids.ts'

/** SHA-256 of the exact bytes, as 64 lower-case hex digits. A string is hashed as UTF-8. */
export function sha256(bytes: Uint8Array | string): Sha256 {
  return hash('sha256', bytes, 'hex') as Sha256
}
