import { realpath } from 'node:fs/promises'
import { sha256 } from '../../core/kernel/sha256.ts'
import type { SettingsDisk } from '../../core/settings/settings-disk.ts'
import { atomicWrite } from '../disk/atomic-write.ts'
import { readPlain, statOf } from './plain-file.ts'

/** A file of settings is a few hundred bytes; what is larger was put there by mistake. */
const MAX_BYTES = 1024 * 1024
/** Of a file that was not there before: it names people and places. */
const NEW_FILE_MODE = 0o600

/** `config.json` at `file`. A link to it is followed, when it is read and when it is written. */
export function openSettingsFile(file: string): SettingsDisk {
  /** What the link names; the place itself when nothing is there. */
  async function target(): Promise<string> {
    return realpath(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return file
      throw error
    })
  }

  return {
    find: async () => {
      try {
        const path = await target()
        if ((await statOf(path)) === null) return { sha256: sha256(''), text: null }
        const found = await readPlain(path, MAX_BYTES)
        if ('fault' in found) return { fault: `the file ${found.fault}` }
        const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(found.bytes)
        return { sha256: sha256(found.bytes), text }
      } catch (error) {
        return { fault: `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` }
      }
    },
    write: async (text) => {
      const path = await target()
      const before = await statOf(path)
      await atomicWrite(path, text, before === null ? NEW_FILE_MODE : before.mode & 0o777)
    },
  }
}
