import { constants, createWriteStream } from 'node:fs'
import { type FileHandle, lstat, open, realpath, unlink } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { pngSize } from '../../core/kernel/png-size.ts'
import { MAX_PIXELS } from '../../core/tools/screen/picture-port.ts'
import { captureFailed } from '../../core/tools/screen/screen-failures.ts'

/** Four bytes a pixel of the largest picture that is ever taken apart, and some more. */
const MOST_BYTES = 4 * MAX_PIXELS + 1_048_576
/** A PNG ends with this chunk (https://www.w3.org/TR/png-3/#11IEND). */
const LAST_CHUNK = Buffer.from('0000000049454e44ae426082', 'hex')
const HEAD = 33

/** What became of the file that the portal left. */
export interface FetchedPicture {
  /** Absolute path of the portal's own file where that was left, null where it is gone. */
  readonly left: string | null
}

/** An empty file to copy into. What is born after it was born after we asked: one kernel's clock says both. */
export async function openCopy(file: string): Promise<bigint> {
  const copy = await open(file, 'wx', 0o600)
  try {
    return (await copy.stat({ bigint: true })).birthtimeNs
  } finally {
    await copy.close()
  }
}

/**
 * Copies the picture that the portal names into `copy`, and removes the portal's file when it was made for us: when it is younger than
 * `askedAt` (see openCopy). A portal that names a file that was there before gets it left alone. Throws ToolError: it must be a regular file of this
 * user, under one name, no link, below one of `folders`, of bounded size, and a whole PNG.
 */
export async function fetchPicture(
  uri: string,
  copy: string,
  askedAt: bigint,
  folders: readonly string[],
): Promise<FetchedPicture> {
  const path = pathOf(uri)
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: NodeJS.ErrnoException) => {
      throw bad(error.code === 'ENOENT' ? 'it is not there' : `it cannot be read (${error.code})`, error)
    },
  )
  try {
    const { dev, ino, birthtimeNs } = await checked(file, path, folders)
    await copyWhole(file, copy)
    const isOurs = askedAt > 0n && birthtimeNs >= askedAt
    const isGone = isOurs && (await removed(path, { dev, ino }))
    return { left: isGone ? null : path }
  } finally {
    await file.close()
  }
}

const bad = (why: string, cause: unknown) => captureFailed(`the portal named a picture, but ${why}`, cause)

function pathOf(uri: string): string {
  try {
    const url = new URL(uri)
    if (url.protocol === 'file:' && url.search === '' && url.hash === '') return fileURLToPath(url)
  } catch (error) {
    throw bad('its address is none', error)
  }
  throw bad('it is no file of this machine', null)
}

async function checked(file: FileHandle, path: string, folders: readonly string[]) {
  const stat = await file.stat({ bigint: true })
  if (!stat.isFile()) throw bad('it is no regular file', null)
  if (stat.uid !== BigInt(process.getuid?.() ?? -1)) throw bad('it belongs to another user', null)
  if (stat.nlink !== 1n) throw bad('it has a second name', null)
  if (stat.size > BigInt(MOST_BYTES)) throw bad(`it has ${stat.size} bytes`, null)
  const real = await realpath(path).catch(() => '')
  const same = await lstat(real === '' ? path : real, { bigint: true }).catch(() => null)
  if (same?.ino !== stat.ino || same.dev !== stat.dev) throw bad('it was exchanged meanwhile', null)
  const roots = await Promise.all(folders.map((folder) => realpath(folder).catch(() => sep)))
  if (!roots.some((root) => root !== sep && real.startsWith(root + sep)))
    throw bad('it lies outside of the folders of this user', null)
  return stat
}

async function copyWhole(file: FileHandle, copy: string): Promise<void> {
  // What grows meanwhile is not followed.
  const from = file.createReadStream({ autoClose: false, start: 0, end: MOST_BYTES - 1 })
  await pipeline(from, createWriteStream(copy, { flags: 'r+' }))
  const made = await open(copy, 'r')
  try {
    const { size } = await made.stat()
    const head = await made.read(Buffer.alloc(HEAD), 0, HEAD, 0)
    if (pngSize(head.buffer.subarray(0, head.bytesRead)) === null) throw bad('it is no PNG', null)
    const end = await made.read(Buffer.alloc(LAST_CHUNK.length), 0, LAST_CHUNK.length, size - LAST_CHUNK.length)
    if (!end.buffer.equals(LAST_CHUNK)) throw bad('it is not whole', null)
  } finally {
    await made.close()
  }
}

/** True when the very file that was copied is gone. */
async function removed(path: string, { dev, ino }: { dev: bigint; ino: bigint }): Promise<boolean> {
  try {
    const now = await lstat(path, { bigint: true })
    if (now.dev !== dev || now.ino !== ino) return false
    await unlink(path)
    return true
  } catch {
    return false
  }
}

/** Where a portal may leave a picture: below what is this user's own. Pictures may lie on another disk. */
export const portalFolders = ({
  HOME,
  XDG_RUNTIME_DIR,
  TMPDIR,
}: Readonly<Record<string, string | undefined>>): string[] =>
  [HOME, HOME && join(HOME, 'Pictures'), XDG_RUNTIME_DIR, TMPDIR, '/tmp'].filter(
    (folder) => folder !== undefined && folder !== '',
  ) as string[]
