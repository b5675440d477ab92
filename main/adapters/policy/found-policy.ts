import type { Sha256 } from '../../../contract/ids.ts'
import type { Policy } from '../../../contract/policy.ts'
import { sha256 } from '../../core/kernel/sha256.ts'
import { BUILT_IN_TEXT, builtInPolicy } from '../../core/policy/built-in-policy.ts'
import type { PolicyVersion } from '../../core/policy/policy-history.ts'
import { MAX_POLICY_BYTES, type ReadPolicy } from '../../core/policy/policy-reading.ts'
import { textFrom } from './policy-bytes.ts'
import type { PolicyDisk } from './policy-disk.ts'

/** A policy that can come into force. */
export interface SoundPolicy extends PolicyVersion {
  readonly text: string
  readonly policy: Policy
}

/** Something that cannot. `sha256` null: there is nothing that could be read. */
export interface UnfitPolicy {
  readonly sha256: Sha256 | null
  readonly reason: string
}

/** What stands at the place of the file. `identity` is the same for two looks at the same thing. */
export interface FoundFile {
  readonly identity: string
  /** Reads it as a policy; no file means the built-in one. */
  read(readPolicy: ReadPolicy): SoundPolicy | UnfitPolicy
}

export const isSound = (found: SoundPolicy | UnfitPolicy): found is SoundPolicy => 'policy' in found

export function builtIn(): SoundPolicy {
  return { sha256: sha256(BUILT_IN_TEXT), origin: 'built_in', text: BUILT_IN_TEXT, policy: builtInPolicy() }
}

export function fromText(text: string, readPolicy: ReadPolicy): SoundPolicy | UnfitPolicy {
  const sha = sha256(text)
  const reading = readPolicy(text)
  if (!reading.ok) return { sha256: sha, reason: reading.problem }
  return { sha256: sha, origin: 'file', text, policy: reading.policy }
}

/** Never rejects: what the disk refuses is no policy either. */
export async function findPolicy(file: string, disk: PolicyDisk): Promise<FoundFile> {
  try {
    if ((await disk.stat(file)) === null) return { identity: 'none', read: builtIn }
    const found = await disk.read(file, MAX_POLICY_BYTES)
    if ('fault' in found) return unfit(null, `the file ${found.fault}`)
    const sha = sha256(found.bytes)
    const text = textFrom(found.bytes)
    if (text === null) return unfit(sha, 'the file is not UTF-8')
    return { identity: sha, read: (readPolicy) => fromText(text, readPolicy) }
  } catch (error) {
    return unfit(null, `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`)
  }
}

function unfit(sha: Sha256 | null, reason: string): FoundFile {
  return { identity: `${sha} ${reason}`, read: () => ({ sha256: sha, reason }) }
}
