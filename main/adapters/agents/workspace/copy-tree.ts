import { constants } from 'node:fs'
import { copyFile, lstat, mkdir, readlink, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { measureTree, TOO_LARGE } from './tree-size.ts'
import { walkTree } from './walk-tree.ts'

/**
 * Copies a tree without `.git`: links as links, wherever they lead; pipes, sockets and devices are left out, and their names, as they are
 * shown, are given back. `to` must not be there. Where the file system can, a copy takes no room until one of the two is written. Rejects
 * with the system's error, with the signal's reason, and when the files are too large all in all.
 */
export async function copyTree(from: string, to: string, signal: AbortSignal): Promise<string[]> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  const made = new Set<string>([to])
  const size = measureTree()
  const leftOut: string[] = []
  for await (const { path, shown, kind } of walkTree(from, signal)) {
    if (kind === 'special') {
      leftOut.push(shown)
      continue
    }
    const target = bytesBelow(to, from, path)
    const folder = dirname(target.toString('latin1'))
    if (!made.has(folder)) {
      await mkdir(Buffer.from(folder, 'latin1'), { recursive: true })
      made.add(folder)
    }
    if (kind === 'file') {
      if (!size.fits((await lstat(path)).size)) throw new Error(TOO_LARGE)
      await copyFile(path, target, constants.COPYFILE_FICLONE)
    } else await symlink(await readlink(path, { encoding: 'buffer' }), target)
  }
  return leftOut
}

function bytesBelow(to: string, from: string, path: Buffer): Buffer {
  return Buffer.concat([Buffer.from(to), path.subarray(Buffer.byteLength(from))])
}

/** Copies single entries of a tree: from their path below it to another name. */
export async function copyEntries(from: string, to: string, names: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, shown] of names) {
    const source = join(from, name)
    const target = join(to, shown)
    await mkdir(dirname(target), { recursive: true })
    const link = await readlink(source).catch(() => null)
    if (link !== null) await symlink(link, target)
    else await copyFile(source, target, constants.COPYFILE_FICLONE)
  }
}
