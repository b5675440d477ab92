import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openEvidenceFiles } from '../../../main/adapters/files/evidence-files.ts'
import { OBJECTS_FOLDER } from '../../../main/adapters/files/evidence-objects.ts'
import { keepingLogger } from '../../support/audit-log.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { evidenceKeys } from '../../unit/evidence/evidence-draft.ts'

/** A store over real files in a fresh folder; `reopen` is what the next start does. */
export async function openEvidence() {
  const root = await temporaryFolder()
  const folder = join(root, 'audit', 'evidence')
  const keys = evidenceKeys('key-1')
  const logger = keepingLogger()
  const grown: number[] = []
  const reopen = () => openEvidenceFiles({ folder, keys, logger, grown: (bytes) => grown.push(bytes) })
  return { root, folder, keys, logger, grown, reopen, store: reopen() }
}

/** What lies in the folder of all evidence besides the contents themselves. */
export async function correlationsIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name !== OBJECTS_FOLDER)
}
