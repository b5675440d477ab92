import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { EvidencePackage } from '../../../contract/evidence.ts'
import { CorrelationId } from '../../../contract/ids.ts'
import type { EvidenceShelf } from '../../core/evidence/evidence-shelf.ts'
import type { EvidenceStore } from '../../core/evidence/evidence-store.ts'
import { MANIFEST_FILE, MAX_MANIFEST_BYTES, type ManifestKeys } from '../../core/evidence/manifest.ts'
import { judgePackage } from '../../core/evidence/package-check.ts'
import { oldestFirst } from '../../core/evidence/task-packages.ts'
import { TEMPORARY_PREFIX } from '../disk/atomic-write.ts'
import { OBJECTS_FOLDER } from './evidence-objects.ts'
import { packageIdsIn, readPackage } from './evidence-reading.ts'
import { hashPlain, readPlain, UNBROKEN } from './plain-file.ts'
import { idOfPortableName, portableName } from './portable-name.ts'
import type { VerifiedFiles } from './verified-files.ts'

/** Whole packages below `root`, which is `audit/evidence/`. */
export function createEvidenceSurvey(
  root: string,
  keys: Pick<ManifestKeys, 'publicKey' | 'keyId'>,
  verified: VerifiedFiles,
): Pick<EvidenceStore, 'list'> & EvidenceShelf {
  const packageIds: EvidenceShelf['packageIds'] = async (correlationId) =>
    CorrelationId.safeParse(correlationId).success ? packageIdsIn(root, correlationId) : []

  const check: EvidenceShelf['check'] = async (place, signal) => {
    const found = await readPackage(root, place, keys, hashPlain, signal)
    return found === null ? null : judgePackage(found)
  }

  return {
    packageIds,
    check,
    list: async (correlation_id) => {
      const packages: EvidencePackage[] = []
      for (const package_id of await packageIds(correlation_id)) {
        const found = await readPackage(root, { correlation_id, package_id }, keys, verified.hash, UNBROKEN)
        if (found !== null) packages.push(judgePackage(found))
      }
      return packages.sort(oldestFirst)
    },
    correlations: async () => {
      const ids: string[] = []
      const unnamed: string[] = []
      for (const name of await readdir(root)) {
        if (name === OBJECTS_FOLDER || name.startsWith(TEMPORARY_PREFIX)) continue
        const id = idOfPortableName(name) ?? (await idInManifests(root, name))
        if (id !== null && CorrelationId.safeParse(id).success) ids.push(id)
        else unnamed.push(name)
      }
      return { ids, unnamed }
    },
  }
}

/** The id that a folder stands for whose name was cut: a manifest in it says it, and the name agrees. */
async function idInManifests(root: string, name: string): Promise<string | null> {
  for (const one of await readdir(join(root, name)).catch(() => [])) {
    const found = await readPlain(join(root, name, one, MANIFEST_FILE), MAX_MANIFEST_BYTES).catch(() => null)
    if (found === null || 'fault' in found) continue
    const id = /"correlation_id":"([A-Za-z0-9_.:-]+)"/.exec(Buffer.from(found.bytes).toString())?.[1]
    if (id !== undefined && portableName(id) === name) return id
  }
  return null
}
