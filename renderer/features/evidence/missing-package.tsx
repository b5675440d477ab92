import type { EvidenceRef } from '../../../contract/evidence.ts'
import { Notice } from '../../design/notice.tsx'

/** A package that the task names and the disk does not have. */
export function MissingPackage({ evidenceRef }: { evidenceRef: EvidenceRef }) {
  return (
    <Notice look="danger" title="Evidence is missing">
      <p className="mt-0.5 text-soft">
        The task names the package <code className="break-all text-ink text-xs">{evidenceRef.package_id}</code> with{' '}
        {evidenceRef.artifacts === 1 ? '1 file' : `${evidenceRef.artifacts} files`}. It is not in audit/evidence.
        Restore it from a backup.
      </p>
    </Notice>
  )
}
