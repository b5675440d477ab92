import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** A folder that stays. `writable`: it is mounted anew, so that what is above it may be hidden as a whole. */
export interface KeptFolder {
  readonly path: string
  readonly writable: boolean
}

/**
 * What must be hidden below `root` so that of all that is in it only `kept` can be seen. A console's folder holds the keys with which tokens
 * are made, and what other tasks are about: an agent that works for one task has no business there. Absolute paths; a folder that is not
 * below `root` needs nothing hidden.
 */
export async function hiddenBeside(root: string, kept: readonly KeptFolder[]): Promise<string[]> {
  // What is gone meanwhile hides nothing.
  const names = await readdir(root).catch(() => [])
  const hidden = await Promise.all(
    names.map(async (name) => {
      const path = join(root, name)
      if (kept.some((one) => one.path === path)) return []
      const inside = kept.filter((one) => isBelow(path, one.path))
      return inside.every(({ writable }) => writable) ? [path] : await hiddenBeside(path, inside)
    }),
  )
  return hidden.flat()
}

/** Is `path` below `folder`? */
function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`)
}
