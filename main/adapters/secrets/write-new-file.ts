import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Makes a file that only its owner may read, whole or not at all. An existing file of that name is left as it is. */
export function writeNewFileSync(path: string, text: string): void {
  const temporary = writeBeside(path, text)
  try {
    linkSync(temporary, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** The same, in place of an existing file of that name: whoever reads finds the old content or the new one. */
export function replaceFileSync(path: string, text: string): void {
  renameSync(writeBeside(path, text), path)
}

/** Path of the temporary file, written and synced. */
function writeBeside(path: string, text: string): string {
  const temporary = join(dirname(path), `.tmp-${basename(path)}.${process.pid}`)
  // A copy that a crash left may stand open to others.
  rmSync(temporary, { force: true })
  const fd = openSync(temporary, 'wx', 0o600)
  try {
    writeSync(fd, text)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  return temporary
}
