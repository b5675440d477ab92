import { readFile, realpath } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { findProgram } from '../process/find-program.ts'

/**
 * What to start for a program of the settings: itself, or Node with it when it is a script by its name. Under Electron Node is the one in
 * PATH, because Electron's own program is no Node. Null: it is not there.
 */
export async function commandOf(name: string): Promise<readonly [string, ...string[]] | null> {
  const program = await findProgram(name)
  if (program === null || !['.js', '.mjs', '.cjs'].includes(extname(program)))
    return program === null ? null : [program]
  const node = process.versions['electron'] === undefined ? process.execPath : await findProgram('node')
  return node === null ? null : [node, program]
}

/** Version of the package that a program belongs to, read from its package.json; null when that says nothing. */
export async function packagedVersion(program: string, packageName: string): Promise<string | null> {
  try {
    let folder = dirname(await realpath(program))
    for (let up = 0; up < 3; up += 1, folder = dirname(folder)) {
      const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null)
      if (text === null) continue
      const { name, version } = JSON.parse(text) as { name?: unknown; version?: unknown }
      if (name === packageName && typeof version === 'string') return version.slice(0, 60)
    }
  } catch {
    // What cannot be read names no version.
  }
  return null
}
