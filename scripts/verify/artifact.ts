import { readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { AcceptanceReport } from '../../contract/report.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import type { PhaseContext } from './phase.ts'

export type Artifact = AcceptanceReport['artifacts'][number]

/** A path of the data root as the report gives it: from the repository, with forward slashes. */
export function reportedPath({ root, dataRoot }: PhaseContext, path: string): string {
  return relative(root, join(dataRoot, path)).split(sep).join('/')
}

/** The proof that a file of the data root is the one that was seen. */
export function artifactOf(context: PhaseContext, path: string, note: string): Artifact {
  return { path: reportedPath(context, path), sha256: sha256(readFileSync(join(context.dataRoot, path))), note }
}

/** Writes what was measured beside the data, in reports/ of the data root. */
export function writeArtifact(context: PhaseContext, name: string, value: unknown, note: string): Artifact {
  const path = join('reports', name)
  writeFileSync(join(context.dataRoot, path), `${JSON.stringify(value, null, 2)}\n`)
  return artifactOf(context, path, note)
}
