import { join } from 'node:path'
import { openEvidenceFiles } from '../../../main/adapters/files/evidence-files.ts'
import { keepingLogger } from '../../support/audit-log.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { evidenceKeys } from '../../unit/evidence/evidence-draft.ts'

/** A store over real files in a fresh folder; `reopen` is what the next start does. */
export async function openEvidence() {
  const root = await temporaryFolder()
  const folder = join(root, 'audit', 'evidence')
  const keys = evidenceKeys('key-1')
  const logger = keepingLogger()
  const reopen = () => openEvidenceFiles({ folder, keys, logger })
  return { root, folder, keys, logger, reopen, store: reopen() }
}
