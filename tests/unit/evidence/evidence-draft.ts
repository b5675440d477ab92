import { generateKeyPairSync } from 'node:crypto'
import type { PackageDraft } from '../../../main/core/evidence/evidence-store.ts'
import type { ManifestKeys } from '../../../main/core/evidence/manifest.ts'

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
