import type { BigIntStats } from 'node:fs'
import { lstat } from 'node:fs/promises'
import type { Sha256 } from '../../../contract/ids.ts'
import { type hashPlain, UNBROKEN } from './plain-file.ts'

/** `identity`: what tells the file that was hashed from every later one. */
export type VerifiedFile = { readonly sha256: Sha256; readonly identity: string } | { readonly fault: string }

/** Hashes of files, remembered for as long as the file is the very same one. */
export interface VerifiedFiles {
  /** As `hashPlain`, without reading again what was hashed before and has not changed since. Rejects when the disk does. */
  hash(path: string, size: number): Promise<VerifiedFile>
}

const MAX_REMEMBERED = 10_000
/** How often a file is read anew because something else about it than its bytes changed meanwhile. */
const MAX_READS = 5

/** A change within the grain of the disk's clock would leave the times as they are; so young a file is not remembered. */
const YOUNG_NS = 2_000_000_000n

/**
 * The memory of one run, by inode, size, mtime and ctime in nanoseconds. No program can set a ctime: whoever writes into the file, or puts
 * another one in its place, changes what it is remembered by.
 */
export function createVerifiedFiles(hashFile: typeof hashPlain): VerifiedFiles {
  const remembered = new Map<string, Sha256>()
  /** A player asks for many parts at once, before the first hash is there. */
  const underWay = new Map<string, ReturnType<typeof hashPlain>>()

  /** Shared with nobody who saw another file at `path`, or the same one before it was written into. */
  function hashOnce(path: string, size: number, identity: string | null): ReturnType<typeof hashPlain> {
    const key = `${size}:${identity}:${path}`
    const running = underWay.get(key)
    if (running !== undefined) return running
    const mine = hashFile(path, size, UNBROKEN).finally(() => underWay.delete(key))
    underWay.set(key, mine)
    return mine
  }

  async function hashed(path: string, size: number, reads: number): Promise<VerifiedFile> {
    const before = await standing(path)
    const known = before === null ? undefined : remembered.get(before.identity)
    if (before !== null && before.size === BigInt(size) && known !== undefined)
      return { sha256: known, identity: before.identity }
    const found = await hashOnce(path, size, before?.identity ?? null)
    if ('fault' in found) return found
    const after = await standing(path)
    if (before === null || after === null) return { fault: 'changed while it was read' }
    if (before.identity !== after.identity) {
      const isLinked = differsInCtimeOnly(before.identity, after.identity) && reads < MAX_READS
      return isLinked ? hashed(path, size, reads + 1) : { fault: 'changed while it was read' }
    }
    const [oldest] = remembered.keys()
    if (remembered.size >= MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest)
    if (before.settled) remembered.set(before.identity, found.sha256)
    return { ...found, identity: before.identity }
  }

  return { hash: (path, size) => hashed(path, size, 1) }
}

/** Inode, size and times to the nanosecond, the ctime last. */
export const identityOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs].join(':')

/** A link more, because another package has the same content, does that; so does whoever puts the mtime back: the bytes must be read again. */
export const differsInCtimeOnly = (before: string, after: string): boolean =>
  before !== after && before.slice(0, before.lastIndexOf(':')) === after.slice(0, after.lastIndexOf(':'))

/** Null when there is no plain file. `settled`: its times tell every change from now on. */
async function standing(
  path: string,
): Promise<{ readonly identity: string; readonly size: bigint; readonly settled: boolean } | null> {
  const stat = await lstat(path, { bigint: true }).catch(() => null)
  if (stat === null || !stat.isFile()) return null
  const settled = BigInt(Date.now()) * 1_000_000n - stat.ctimeNs > YOUNG_NS
  return { identity: identityOf(stat), size: stat.size, settled }
}
