import type { EvidenceRef } from '../../contract/evidence.ts'
import type { EvidenceStore, PackageDraft } from '../../main/core/evidence/evidence-store.ts'
import { AppError } from '../../main/core/kernel/app-error.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'

/** Evidence packages in memory; the same draft gives the same reference. */
export function memoryEvidence(): EvidenceStore & { readonly kept: Map<string, PackageDraft> } {
  const kept = new Map<string, PackageDraft>()
  return {
    kept,
    keep: async (draft) => {
      kept.set(`${draft.correlation_id}/${draft.package_id}`, draft)
      const content = draft.artifacts.map((a) => `${a.path}:${sha256('bytes' in a ? a.bytes : a.file)}`).join('\n')
      return {
        package_id: draft.package_id,
        manifest_sha256: sha256(content),
        artifacts: draft.artifacts.length,
        captured_at: draft.created_at,
      } as EvidenceRef
    },
    list: async () => [],
    find: async () => null,
    read: async () => {
      throw new AppError('evidence_not_found', 'memory evidence is not read back')
    },
  }
}
