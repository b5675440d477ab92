import { constants } from 'node:fs'
import { copyFile, mkdir, readlink, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { walkTree } from './walk-tree.ts'

/**
 * Copies a tree without `.git`: links as links, wherever they lead; pipes, sockets and devices are left out. `to` must not be there. Where
 * the file system can, a copy takes no room until one of the two is written.
 */
export async function copyTree(from: string, to: string, signal: AbortSignal): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  const made = new Set<string>([to])
  for await (const { path, kind } of walkTree(from, signal)) {
    const target = bytesBelow(to, from, path)
    const folder = dirname(target.toString('latin1'))
    if (!made.has(folder)) {
      await mkdir(Buffer.from(folder, 'latin1'), { recursive: true })
      made.add(folder)
    }
    if (kind === 'file') await copyFile(path, target, constants.COPYFILE_FICLONE)
    else if (kind === 'link') await symlink(await readlink(path, { encoding: 'buffer' }), target)
  }
}

function bytesBelow(to: string, from: string, path: Buffer): Buffer {
  return Buffer.concat([Buffer.from(to), path.subarray(Buffer.byteLength(from))])
}

/**
 * Copies single entries of a tree, named by their path below it. A file `.gitattributes` gets another name: git would read it, and what is
 * looked at has no say in how it is shown.
 */
export async function copyEntries(from: string, to: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const source = join(from, name)
    const isRead = basename(name) === '.gitattributes'
    const target = join(to, isRead ? `${name}.shown` : name)
    await mkdir(dirname(target), { recursive: true })
    const link = await readlink(source).catch(() => null)
    if (link !== null) await symlink(link, target)
    else await copyFile(source, target, constants.COPYFILE_FICLONE)
  }
}
