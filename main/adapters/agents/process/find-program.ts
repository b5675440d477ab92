import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'

/** Absolute path of a program that may be run: named by its absolute path, or found in PATH. Null: there is none. */
export async function findProgram(name: string): Promise<string | null> {
  if (isAbsolute(name)) return (await isProgram(name)) ? name : null
  // A path that is not absolute would mean another file in every workspace, one that an agent can write.
  if (/[/\\]/.test(name)) return null
  const endings = process.platform === 'win32' ? ['', '.exe', '.cmd'] : ['']
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter((one) => isAbsolute(one))) {
    for (const ending of endings) {
      const path = join(folder, `${name}${ending}`)
      if (await isProgram(path)) return path
    }
  }
  return null
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
