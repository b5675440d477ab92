import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PackageId } from '../../../contract/evidence.ts'
import {
  judgeManifest,
  MANIFEST_FILE,
  MAX_MANIFEST_BYTES,
  type ManifestKeys,
  type PackagePlace,
} from '../../core/evidence/manifest.ts'
import type { FoundFile, FoundPackage } from '../../core/evidence/package-check.ts'
import { TEMPORARY_PREFIX } from '../disk/atomic-write.ts'
import { readPlain, statOf } from './plain-file.ts'
import { idOfPortableName, portableName } from './portable-name.ts'

type Keys = Pick<ManifestKeys, 'publicKey' | 'keyId'>

/** Folder of a package below `root`, which is `audit/evidence/`. */
export function packageFolder(root: string, place: PackagePlace): string {
  return join(root, portableName(place.correlation_id), portableName(place.package_id))
}

/** The same, as a message may name it. */
export function shownPath({ correlation_id, package_id }: PackagePlace): string {
  return `audit/evidence/${portableName(correlation_id)}/${portableName(package_id)}`
}

/** Ids of what lies under a correlation id, in no order. What cannot be the name of a package is none. */
export async function packageIdsIn(root: string, correlationId: string): Promise<string[]> {
  const folder = join(root, portableName(correlationId))
  const stat = await statOf(folder)
  // A link in place of the folder is not followed.
  if (stat?.isDirectory() !== true) return []
  const ids = (await readdir(folder)).filter((name) => !name.startsWith(TEMPORARY_PREFIX)).map(idOfPortableName)
  return ids.filter((id) => id !== null).filter((id) => PackageId.safeParse(id).success)
}

/** The manifest of a package, judged; `faults` says why there is none. Null when there is no package at all. */
export async function readManifest(
  root: string,
  place: PackagePlace,
  keys: Keys,
): Promise<Pick<FoundPackage, 'manifest' | 'faults' | 'seen_at'> | null> {
  const stat = (await isFolder(join(root, portableName(place.correlation_id))))
    ? await statOf(packageFolder(root, place))
    : null
  if (stat === null) return null
  const seen_at = stat.mtime.toISOString()
  if (!stat.isDirectory()) return { manifest: null, faults: ['the package is not a folder'], seen_at }
  const found = await readPlain(join(packageFolder(root, place), MANIFEST_FILE), MAX_MANIFEST_BYTES).catch(unreadable)
  if ('fault' in found) return { manifest: null, faults: [`${MANIFEST_FILE} ${found.fault}`], seen_at }
  const verdict = judgeManifest(found.bytes, place, keys)
  return { manifest: { bytes: found.bytes, verdict }, faults: [], seen_at }
}

/**
 * Everything that lies in the folder of a package, every file hashed by `hash`. Null when there is no package at all. Rejects with the
 * reason of `signal`.
 */
export async function readPackage(
  root: string,
  place: PackagePlace,
  keys: Keys,
  hash: (path: string, size: number, signal: AbortSignal) => Promise<FoundFile>,
  signal: AbortSignal,
): Promise<FoundPackage | null> {
  const head = await readManifest(root, place, keys)
  if (head === null) return null
  const folder = packageFolder(root, place)
  const verdict = head.manifest?.verdict ?? null
  const claims = verdict === null ? null : verdict.state === 'trusted' ? verdict.manifest : verdict.claims
  const files = new Map<string, FoundFile>()
  for (const { path, bytes } of claims?.artifacts ?? []) {
    const found = await hash(join(folder, portableName(path)), bytes, signal).catch(unreadable)
    signal.throwIfAborted()
    files.set(path, found)
  }
  const named = new Set([MANIFEST_FILE, ...[...files.keys()].map(portableName)])
  const present = (await isFolder(folder)) ? await readdir(folder) : []
  return { place, ...head, files, extra: present.filter((name) => !named.has(name)).sort() }
}

const isFolder = async (path: string): Promise<boolean> => (await statOf(path))?.isDirectory() === true

/** What cannot be read is not known to be whole. */
export function unreadable(error: NodeJS.ErrnoException): { readonly fault: string } {
  return { fault: `cannot be read (${error.code ?? 'unknown'})` }
}
