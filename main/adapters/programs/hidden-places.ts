import { existsSync } from 'node:fs'
import { basename, delimiter, dirname, isAbsolute, join, relative, sep } from 'node:path'

/** What a confined program must not even read, and what of it must stay readable for it to run at all. */
export interface HiddenPlaces {
  /** Folders that look empty to it. */
  readonly folders: readonly string[]
  /** Folders below those that it sees again: where programs are. */
  readonly shown: readonly string[]
  /** Files below those that look empty again. */
  readonly files: readonly string[]
}

/** Where tools that live in a home folder keep what opens their registries. */
const CREDENTIALS = ['credentials', 'credentials.toml', 'auth.json', '.npmrc']

const isBelow = (path: string, folder: string): boolean => {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/**
 * The home folder and the data root, with keys, tokens and other tasks in them, but not the folders of programs that `path` (PATH) names
 * below the home folder. A folder `bin` or `shims` comes with what is beside it, because programs have their libraries there; not so in
 * `~/.local`, where desktops keep key rings.
 */
export function hiddenPlaces(home: string, dataRoot: string, path: string): HiddenPlaces {
  // A system account may have / as its home; nothing of it can be hidden.
  const folders = [home, dataRoot].filter((folder) => isAbsolute(folder) && dirname(folder) !== folder)
  const shown = new Set<string>()
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder) || !isBelow(folder, home) || isBelow(folder, dataRoot)) continue
    const parent = dirname(folder)
    const isToolchain =
      ['bin', 'shims'].includes(basename(folder)) && parent !== home && parent !== join(home, '.local')
    shown.add(isToolchain ? parent : folder)
  }
  const outer = [...shown].filter((folder) => ![...shown].some((other) => isBelow(folder, other)) && existsSync(folder))
  const files = outer.flatMap((folder) => CREDENTIALS.map((name) => join(folder, name))).filter(existsSync)
  return { folders: folders.filter(existsSync), shown: outer, files }
}
