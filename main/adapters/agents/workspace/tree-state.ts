import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, readlink } from 'node:fs/promises'
import type { TouchedFile } from '../../../../contract/protocol.ts'
import { measureTree } from './tree-size.ts'
import { type TreeEntry, walkTree } from './walk-tree.ts'

/** What one file is: sha256 of its content, and whether it may be run. Of a link: of `link:` and its target; of the rest: of `special:`. */
export interface FileState {
  readonly sha256: string
  readonly runs: boolean
}

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')

/** Of a pipe, a socket or a device. */
export const SPECIAL: FileState = { sha256: sha256('special:'), runs: false }

/** By the path as it is shown. */
export type TreeState = ReadonlyMap<string, FileState>

/** More than this is not looked at: listing it would take longer than anybody waits. */
const MAX_FILES = 200_000
const PIECE = 256 * 1024

/** `complete` false: there are more than `MAX_FILES`, or more bytes than may be looked at. */
export async function stateOfTree(
  root: string,
  signal: AbortSignal,
): Promise<{ readonly state: TreeState; readonly complete: boolean }> {
  const state = new Map<string, FileState>()
  const size = measureTree()
  for await (const entry of walkTree(root, signal)) {
    if (state.size === MAX_FILES) return { state, complete: false }
    if (entry.kind === 'file' && !size.fits((await lstat(entry.path)).size)) return { state, complete: false }
    state.set(entry.shown, await stateOfFile(entry, signal))
  }
  return { state, complete: true }
}

/** Rejects with the system's error. */
export async function stateOfFile(entry: TreeEntry, signal: AbortSignal): Promise<FileState> {
  if (entry.kind === 'special') return SPECIAL
  if (entry.kind === 'link') {
    const target = await readlink(entry.path, { encoding: 'buffer' })
    return { sha256: sha256(Buffer.concat([Buffer.from('link:'), target])), runs: false }
  }
  // What was a file a moment ago must not be followed or waited for if it is a link or a pipe now.
  const file = await open(entry.path as unknown as string, constants.O_RDONLY | noFollow())
  try {
    const facts = await file.stat()
    if (!facts.isFile()) return SPECIAL
    const hash = createHash('sha256')
    const piece = Buffer.allocUnsafe(Math.min(PIECE, Math.max(1, facts.size + 1)))
    for (;;) {
      signal.throwIfAborted()
      const { bytesRead } = await file.read(piece, 0, piece.length, null)
      if (bytesRead === 0) break
      hash.update(piece.subarray(0, bytesRead))
    }
    return { sha256: hash.digest('hex'), runs: (facts.mode & 0o111) !== 0 }
  } finally {
    await file.close()
  }
}

const noFollow = (): number => (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** What is another one, sorted by path. A file that may be run now, or not any more, is another one. */
export function touchedBetween(before: TreeState, after: TreeState): TouchedFile[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].toSorted((a, b) => (a < b ? -1 : 1))
  return paths.flatMap((path): TouchedFile[] => {
    const [was, is] = [before.get(path), after.get(path)]
    if (was?.sha256 === is?.sha256 && was?.runs === is?.runs) return []
    const change = was === undefined ? 'added' : is === undefined ? 'deleted' : 'changed'
    const facts = { before_sha256: was?.sha256 ?? null, after_sha256: is?.sha256 ?? null }
    return [{ path, change, ...facts } as TouchedFile]
  })
}
