import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What ships with the program. */
export interface Resources {
  /** Folder of package.json: the repository, or the packaged app. */
  readonly root: string
  readonly version: string
  /** The built console. */
  readonly console: string
}

/** Looks upward from `folder`: sources lie one level below the root, bundles two. */
export function findResources(folder: string): Resources {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) {
    if (dirname(folder) === folder) throw new Error('no package.json above the program')
    return findResources(dirname(folder))
  }
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  return { root: folder, version, console: join(folder, 'out', 'renderer') }
}
