import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PackageDraft } from '../../../main/core/evidence/evidence-store.ts'
import { bytesOf, draftOf } from '../../unit/evidence/evidence-draft.ts'

/** The usual package, whose artifacts lie in files of a folder. */
export function draftOfFiles(folder: string): PackageDraft {
  const artifacts = draftOf({}).artifacts.map(({ path, media_type, captured_at, source, link }) => ({
    ...{ path, media_type, captured_at, source, link },
    file: join(folder, path),
  }))
  return draftOf({ artifacts })
}

/** Puts those files there. */
export async function writeDraftFiles(folder: string): Promise<void> {
  for (const artifact of draftOf({}).artifacts) await writeFile(join(folder, artifact.path), bytesOf(artifact))
}
