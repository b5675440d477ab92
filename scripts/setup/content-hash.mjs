import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

function filesUnder(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return []
  if (!stat.isDirectory()) return [path]
  const names = readdirSync(path).sort()
  return names.flatMap((name) => filesUnder(join(path, name)))
}

/**
 * sha256 over the names and contents of files and folders; a missing one counts as missing, not as empty.
 * @param {string[]} paths files or folders
 * @param {string} salt anything else that the answer depends on
 */
export function contentHash(paths, salt) {
  const hash = createHash('sha256').update(salt)
  for (const path of paths) {
    hash.update(`\0${path}\0${existsSync(path)}`)
    for (const file of filesUnder(path)) hash.update(`\0${file}\0`).update(readFileSync(file))
  }
  return hash.digest('hex')
}
