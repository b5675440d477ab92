import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sha256 } from '../../../contract/ids.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import { sha256 } from '../../core/kernel/sha256.ts'
import { MAX_POLICY_BYTES } from '../../core/policy/policy-reading.ts'
import { textFrom } from './policy-bytes.ts'
import type { PolicyDisk } from './policy-disk.ts'

/** The texts of all policies that ever came into force, each in a file of its own that is named after its sha256. */
export interface KeptTexts {
  /** Resolves when the disk holds it. Throws AppError `storage_failed`. */
  keep(sha: Sha256, text: string): Promise<void>
  /** Null when it is not there, or is not what its name says. */
  textOf(sha: string): Promise<string | null>
}

export function createKeptTexts(folder: string, disk: PolicyDisk): KeptTexts {
  const pathOf = (sha: string): string => join(folder, `${sha}.yaml`)

  async function textOf(sha: string): Promise<string | null> {
    // The name becomes part of a path.
    if (!/^[0-9a-f]{64}$/.test(sha)) return null
    const found = await disk.read(pathOf(sha), MAX_POLICY_BYTES)
    return 'bytes' in found && sha256(found.bytes) === sha ? textFrom(found.bytes) : null
  }

  return {
    keep: async (sha, text) => {
      try {
        if ((await textOf(sha)) !== null) return
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await disk.write(pathOf(sha), text, 0o600)
      } catch (cause) {
        const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
        throw new AppError('storage_failed', `audit/policies/ could not be written (${code}).`, {}, { cause })
      }
    },
    textOf,
  }
}
