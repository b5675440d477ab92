import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Sealer } from '../../core/access/sealer.ts'
import { StartupError } from '../../core/kernel/startup-error.ts'
import { readSecretFile, syncSecretFolder } from './secret-folder.ts'
import { replaceFileSync } from './write-new-file.ts'

/** `auto`: sealed where that can be done; `file`: plain files, also where it could be. */
export type AtRest = 'auto' | 'file'

/** Secrets of one folder, each a plain file `NAME` (0600) or sealed as `NAME.sealed`. While both are there, the plain one counts. */
export interface SealableFiles {
  /** Names of all secrets, sorted. */
  names(): string[]
  /** Null when there is no such secret. */
  keptAs(name: string): 'sealed' | 'file' | null
  /** Null when there is no such secret. Throws StartupError for one that cannot be unsealed here. */
  read(name: string): Promise<string | null>
  /** Plain, in place of what is there; whoever can seals it when he starts. */
  write(name: string, text: string): void
  /** False when there was none. */
  remove(name: string): boolean
  /** Seals or unseals the file, as it is wanted and can be done here. A crash on the way leaves the secret readable. */
  settle(name: string): Promise<void>
}

const SUFFIX = '.sealed'
const HEADER = 'countersign sealed secret 1\n'

export function createSealableFiles(folder: string, sealer: Sealer, atRest: AtRest): SealableFiles {
  const plainPath = (name: string): string => join(folder, name)
  const sealedPath = (name: string): string => join(folder, name + SUFFIX)

  async function unseal(name: string): Promise<{ text: string; stale: boolean }> {
    const path = sealedPath(name)
    if (sealer.kind === 'file')
      throw new StartupError(
        1,
        `${path} is sealed and cannot be read here: ${sealer.reason}`,
        'use the desktop app; while it runs the command line goes through it. To have plain files again, start it once with COUNTERSIGN_SECRETS=file',
      )
    const content = readSecretFile(path)
    try {
      if (!content.startsWith(HEADER)) throw new Error('it does not begin as a sealed secret does')
      return await sealer.unseal(Buffer.from(content.slice(HEADER.length), 'base64'))
    } catch (cause) {
      throw new StartupError(
        1,
        `${path} cannot be unsealed: ${(cause as Error).message}`,
        'log in as the user who sealed it and unlock the password manager, or restore the plain secret from a backup and delete this file',
      )
    }
  }

  async function read(name: string): Promise<string | null> {
    if (existsSync(plainPath(name))) return readSecretFile(plainPath(name))
    return existsSync(sealedPath(name)) ? (await unseal(name)).text : null
  }

  /** The sealed file is read back and unsealed before the plain one goes. */
  async function seal(name: string, text: string): Promise<void> {
    if (sealer.kind === 'file') return
    const sealed = Buffer.from(await sealer.seal(text)).toString('base64')
    replaceFileSync(sealedPath(name), `${HEADER}${sealed}\n`)
    syncSecretFolder(folder)
    if ((await unseal(name)).text !== text)
      throw new StartupError(
        1,
        `${sealedPath(name)} does not hold what was sealed`,
        'start with COUNTERSIGN_SECRETS=file',
      )
    drop(plainPath(name))
  }

  function write(name: string, text: string): void {
    replaceFileSync(plainPath(name), text)
    syncSecretFolder(folder)
    drop(sealedPath(name))
  }

  function drop(path: string): void {
    rmSync(path, { force: true })
    syncSecretFolder(folder)
  }

  async function settle(name: string): Promise<void> {
    if (sealer.kind === 'file') return
    if (existsSync(plainPath(name))) {
      if (atRest === 'auto') await seal(name, readSecretFile(plainPath(name)))
      else if (existsSync(sealedPath(name))) drop(sealedPath(name))
      return
    }
    if (!existsSync(sealedPath(name))) return
    const { text, stale } = await unseal(name)
    if (atRest === 'file') write(name, text)
    else if (stale) await seal(name, text)
  }

  return {
    names: () => {
      const files = existsSync(folder) ? readdirSync(folder).filter((file) => !file.startsWith('.')) : []
      return [...new Set(files.map((file) => (file.endsWith(SUFFIX) ? file.slice(0, -SUFFIX.length) : file)))].sort()
    },
    keptAs: (name) => (existsSync(plainPath(name)) ? 'file' : existsSync(sealedPath(name)) ? 'sealed' : null),
    read,
    write,
    remove: (name) => {
      const paths = [plainPath(name), sealedPath(name)].filter((path) => existsSync(path))
      for (const path of paths) drop(path)
      return paths.length > 0
    },
    settle,
  }
}
