import { closeSync, fsyncSync, linkSync, openSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Makes a file that only its owner may read, whole or not at all. An existing file of that name is left as it is. */
export function writeNewFileSync(path: string, text: string): void {
  const temporary = join(dirname(path), `.tmp-${basename(path)}.${process.pid}`)
  const fd = openSync(temporary, 'w', 0o600)
  try {
    writeSync(fd, text)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  try {
    linkSync(temporary, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(temporary, { force: true })
  }
}
