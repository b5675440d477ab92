import { type Dirent, lstatSync } from 'node:fs'
import { readdir } from 'node:fs/promises'

/** Something in a tree that is no folder. */
export interface TreeEntry {
  /** Path below the tree with /, as text; bytes that are no UTF-8 are written \xHH. */
  readonly shown: string
  /** Absolute, in its own bytes. */
  readonly path: Buffer
  readonly kind: 'file' | 'link' | 'special'
}

const SLASH = Buffer.from('/')

/**
 * Everything below a folder but `.git` right in it, which is git's own. Links are told of and never followed. Rejects with the system's
 * error, and with the signal's reason once that is aborted.
 */
export async function* walkTree(root: string, signal: AbortSignal): AsyncGenerator<TreeEntry> {
  const folders: { readonly path: Buffer; readonly shown: string }[] = [{ path: Buffer.from(root), shown: '' }]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal.throwIfAborted()
    const entries = (await readdir(folder.path, { withFileTypes: true, encoding: 'buffer' })) as Dirent<Buffer>[]
    for (const entry of entries) {
      if (folder.shown === '' && entry.name.equals(Buffer.from('.git'))) continue
      const path = Buffer.concat([folder.path, SLASH, entry.name])
      const shown = `${folder.shown}${shownName(entry.name)}`
      const facts = kindIsKnown(entry) ? entry : lstatSync(path)
      if (facts.isDirectory()) folders.push({ path, shown: `${shown}/` })
      else yield { path, shown, kind: facts.isFile() ? 'file' : facts.isSymbolicLink() ? 'link' : 'special' }
    }
  }
}

/** Some file systems do not say in the listing what an entry is. */
function kindIsKnown(entry: Dirent<Buffer>): boolean {
  const is = [entry.isDirectory(), entry.isFile(), entry.isSymbolicLink(), entry.isFIFO(), entry.isSocket()]
  return is.includes(true) || entry.isBlockDevice() || entry.isCharacterDevice()
}

/** Two names that differ are shown differently. */
function shownName(name: Buffer): string {
  const text = name.toString('utf8')
  // A backslash is escaped as well, or a name could look like one that was escaped.
  if (Buffer.from(text).equals(name)) return text.replaceAll('\\', '\\\\')
  return [...name]
    .map((byte) => (byte > 0x7f || byte === 0x5c ? `\\x${byte.toString(16)}` : String.fromCharCode(byte)))
    .join('')
}
