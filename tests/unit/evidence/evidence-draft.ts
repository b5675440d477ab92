import { generateKeyPairSync } from 'node:crypto'
import type { ArtifactDraft, PackageDraft } from '../../../main/core/evidence/evidence-store.ts'
import type { ManifestKeys, MeasuredPackage } from '../../../main/core/evidence/manifest.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'

export const AT = '2026-01-31T09:30:00.000Z'

export function evidenceKeys(keyId: string): ManifestKeys {
  return { ...generateKeyPairSync('ed25519'), keyId }
}

/** A package of two files, as a request from Telegram makes it. */
export function draftOf(changes: Partial<PackageDraft>): PackageDraft {
  const common = { captured_at: AT, source: 'telegram:message', link: null }
  return {
    package_id: 'telegram-42',
    task_id: 'a1b2c3d4e5f6',
    correlation_id: 'a1b2c3d4e5f6',
    created_at: AT,
    artifacts: [
      { path: 'request.txt', bytes: Buffer.from('Ship it'), media_type: 'text/plain', ...common },
      { path: 'message.json', bytes: Buffer.from('{"text":"Ship it"}'), media_type: 'application/json', ...common },
    ],
    ...changes,
  }
}

/** The draft of files whose bytes are at hand, measured. */
export function measured(draft: PackageDraft): MeasuredPackage {
  const artifacts = draft.artifacts.map((artifact) => {
    const bytes = bytesOf(artifact)
    return { ...artifact, sha256: sha256(bytes), size: bytes.length }
  })
  return { ...draft, artifacts }
}

/** Throws for one that lies in a file. */
export function bytesOf(artifact: ArtifactDraft | undefined): Uint8Array {
  if (artifact === undefined || !('bytes' in artifact)) throw new Error('there are no bytes at hand')
  return artifact.bytes
}
