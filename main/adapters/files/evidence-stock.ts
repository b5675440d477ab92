import { lstat, readdir, readFile, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sha256 } from '../../../contract/ids.ts'
import type { EvidenceDisk, OrphanContent } from '../../core/evidence/evidence-disk.ts'
import { MANIFEST_FILE } from '../../core/evidence/manifest.ts'
import { OBJECTS_FOLDER } from './evidence-objects.ts'

const SHA256 = /^[0-9a-f]{64}$/

/** `root`: `audit/evidence/`. Reads names and sizes, and no content but manifests. */
export function createEvidenceDisk(root: string): EvidenceDisk {
  return {
    takeStock: async (signal) => {
      const seen = new Set<string>()
      let bytes = 0
      /** Size in bytes of what was not met before; a file with several names counts once. */
      const weigh = async (path: string): Promise<{ readonly size: number; readonly isNew: boolean }> => {
        signal.throwIfAborted()
        const { dev, ino, nlink, size } = await lstat(path)
        const key = `${dev}:${ino}`
        const isNew = !seen.has(key)
        if (nlink > 1) seen.add(key)
        if (isNew) bytes += size
        return { size, isNew }
      }

      const packages: string[] = []
      for (const correlation of await namesIn(root)) {
        if (correlation === OBJECTS_FOLDER) continue
        for (const name of await namesIn(join(root, correlation))) {
          const folder = join(root, correlation, name)
          packages.push(folder)
          for (const file of await namesIn(folder)) await weigh(join(folder, file))
        }
      }
      const unlinked: OrphanContent[] = []
      for (const begin of await namesIn(join(root, OBJECTS_FOLDER)))
        for (const name of await namesIn(join(root, OBJECTS_FOLDER, begin))) {
          const { size, isNew } = await weigh(join(root, OBJECTS_FOLDER, begin, name))
          if (isNew && SHA256.test(name)) unlinked.push({ sha256: name as Sha256, bytes: size })
        }
      // On a disk without links no package has one to its content: only the manifests can tell.
      const named = unlinked.length === 0 ? new Set() : await namedIn(packages, signal)
      return { bytes, packages: packages.length, orphans: unlinked.filter(({ sha256 }) => !named.has(sha256)) }
    },
    free: async () => {
      const { bavail, bsize } = await statfs(root)
      return bavail * bsize
    },
  }
}

/** Every sha256 in the manifests of these folders, believed or not: what anybody names is no orphan. */
async function namedIn(packages: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>> {
  const named = new Set<string>()
  for (const folder of packages) {
    signal.throwIfAborted()
    const text = await readFile(join(folder, MANIFEST_FILE), 'utf8').catch(() => '')
    for (const [hash] of text.matchAll(/[0-9a-f]{64}/g)) named.add(hash)
  }
  return named
}

/** None for what is no folder. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
    throw error
  })
}
