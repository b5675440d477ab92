import { createHash } from 'node:crypto'
import { copyFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { NO_LINE, seqOf } from '../../core/audit/hash-chain.ts'
import type { HeadVerdict } from '../../core/audit/head-signature.ts'
import { type Clock, timestamp } from '../../core/kernel/clock.ts'
import { sha256 } from '../../core/kernel/sha256.ts'
import { atomicWrite, TEMPORARY_PREFIX } from '../disk/atomic-write.ts'
import { syncFolder } from '../disk/sync-folder.ts'
import type { TornTail } from './log-inspection.ts'
import { type LogSegment, readLines } from './log-segments.ts'
import { HEAD_FILE } from './signed-head.ts'

/** A file that was moved out of the way, as the log tells of it. `file` is relative to the audit folder. */
export interface SetAside {
  readonly file: string
  readonly sha256: string
  readonly bytes: number
}

/** Temporary files in the audit folder after a crash are waste: none was ever renamed to its place. */
export async function removeTemporaries(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(TEMPORARY_PREFIX))
  await Promise.all(names.map((name) => rm(join(folder, name), { force: true })))
}

/** Copies the torn bytes to `torn/`, then cuts them off. A crash in between leaves both, and the next start repeats it. */
export async function setTornTailAside(folder: string, torn: TornTail, clock: Clock): Promise<SetAside> {
  const hash = sha256(torn.bytes)
  const file = join('torn', `${stamp(clock)}-${hash.slice(0, 12)}.bin`)
  await mkdir(join(folder, 'torn'), { recursive: true, mode: 0o700 })
  await atomicWrite(join(folder, file), torn.bytes, 0o600)
  const handle = await open(torn.path, 'r+')
  try {
    await handle.truncate(torn.offset)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { file, sha256: hash, bytes: torn.bytes.length }
}

/**
 * Moves every segment to `quarantine/<timestamp>/` and copies the head there. The head itself stays until the new log has
 * one, so that a crash in between can never look like a log that was never begun.
 */
export async function quarantine(folder: string, segments: readonly LogSegment[], clock: Clock): Promise<Quarantined> {
  const target = await makeQuarantine(folder, stamp(clock))
  const moved: SetAside[] = []
  let lastReadableSeq = 0
  for (const segment of segments) {
    const { digest, bytes, lastSeq } = await readForQuarantine(segment.path)
    lastReadableSeq = Math.max(lastReadableSeq, lastSeq)
    await rename(segment.path, join(folder, target, segment.name))
    moved.push({ file: join(target, segment.name), sha256: digest, bytes })
  }
  const head = join(folder, HEAD_FILE)
  const copied = await copyFile(head, join(folder, target, HEAD_FILE)).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )
  if (copied) {
    const { digest, bytes } = await readForQuarantine(head)
    moved.push({ file: join(target, HEAD_FILE), sha256: digest, bytes })
  }
  await syncFolder(join(folder, target))
  await syncFolder(folder)
  return { moved, lastReadableSeq }
}

/** A new folder, even for a second loss in the same millisecond: what was set aside is never overwritten. */
async function makeQuarantine(folder: string, name: string): Promise<string> {
  await mkdir(join(folder, 'quarantine'), { recursive: true, mode: 0o700 })
  for (let n = 1; ; n++) {
    const target = join('quarantine', n === 1 ? name : `${name}-${n}`)
    try {
      await mkdir(join(folder, target), { mode: 0o700 })
      return target
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

export interface Quarantined {
  readonly moved: readonly SetAside[]
  /** Greatest seq on any line that could still be read; 0 when there was none. */
  readonly lastReadableSeq: number
}

/** Position from which a log goes on after a loss: no seq is ever used twice, and the signed hash stays in the chain. */
export function positionAfterLoss(head: HeadVerdict, lastReadableSeq: number): { seq: number; hash: string } {
  const signed = head.state === 'trusted' ? head.head : { seq: 0, hash: NO_LINE }
  return { seq: Math.max(signed.seq, lastReadableSeq), hash: signed.hash }
}

async function readForQuarantine(path: string): Promise<{ digest: string; bytes: number; lastSeq: number }> {
  const hash = createHash('sha256')
  let bytes = 0
  let lastSeq = 0
  const file = await open(path, 'r')
  try {
    const take = (line: Uint8Array): boolean => {
      lastSeq = Math.max(lastSeq, seqOf(line))
      hash.update(line).update('\n')
      bytes += line.length + 1
      return true
    }
    const { rest } = await readLines(file, { from: 0, to: Number.MAX_SAFE_INTEGER }, take, () => undefined)
    hash.update(rest)
    return { digest: hash.digest('hex'), bytes: bytes + rest.length, lastSeq }
  } finally {
    await file.close()
  }
}

function stamp(clock: Clock): string {
  return timestamp(clock).replaceAll(/[:.]/g, '-')
}
