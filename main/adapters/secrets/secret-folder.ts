import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs'
import { StartupError } from '../../core/kernel/startup-error.ts'

const FOLDER_MODE = 0o700
const FOR_OTHERS = 0o077

/** Makes the folder, or closes it to others if it stands open. */
export function openSecretFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
  if (process.platform !== 'win32' && (statSync(folder).mode & FOR_OTHERS) !== 0) chmodSync(folder, FOLDER_MODE)
}

/** Throws StartupError when others could read the file. */
export function readSecretFile(path: string): string {
  if (process.platform !== 'win32' && (statSync(path).mode & FOR_OTHERS) !== 0)
    throw new StartupError(
      1,
      `${path} can be read by others`,
      `chmod 600 ${path}, and replace the secret if others may have read it`,
    )
  return readFileSync(path, 'utf8')
}

/** Makes a change of names in the folder durable. Windows cannot open a folder for that; NTFS journals the name itself. */
export function syncSecretFolder(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
