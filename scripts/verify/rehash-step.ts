import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { EvidenceManifest } from '../../contract/evidence.ts'
import type { PhaseContext } from './phase.ts'

export interface Rehashed {
  readonly packages: number
  readonly artifacts: number
  readonly valid: number
  readonly wrong: readonly string[]
}

/** Hashes every file of evidence again, from the disk and past the console. */
export async function rehashEvidence({ dataRoot }: PhaseContext): Promise<Rehashed> {
  const root = join(dataRoot, 'audit', 'evidence')
  const wrong: string[] = []
  let [packages, artifacts, valid] = [0, 0, 0]
  for (const manifest of manifestsIn(root)) {
    packages += 1
    const folder = join(manifest, '..')
    const { artifacts: named } = EvidenceManifest.parse(JSON.parse(readFileSync(manifest, 'utf8')))
    for (const { path, sha256 } of named) {
      artifacts += 1
      if ((await sha256OfFile(join(folder, path))) === sha256) valid += 1
      else wrong.push(`${join(folder, path)} does not have the sha256 of its manifest`)
    }
  }
  return { packages, artifacts, valid, wrong }
}

function manifestsIn(root: string): string[] {
  if (!existsSync(root)) return []
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('manifest.json'))
    .map((name) => join(root, name))
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
