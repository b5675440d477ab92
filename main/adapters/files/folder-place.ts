import { closeSync, fstatSync, openSync, statSync } from 'node:fs'

export type PlaceState = 'same' | 'replaced' | 'missing'

/** Which folder stands at a path. */
export interface FolderPlace {
  /** Whether it is still the folder of the last look. `replaced` is said once; from then on the new folder is the one meant. */
  look(): PlaceState
  close(): void
}

/** Remembers which folder stands at `path` now. One system call per look. */
export function rememberFolder(path: string): FolderPlace {
  let pin: number | null = null
  let known: string | null = null

  function unpin(): void {
    if (pin !== null) closeSync(pin)
    pin = null
  }

  /** Keeps the folder open, so that no other one can be given its inode number. Windows cannot open folders. */
  function remember(): void {
    unpin()
    if (process.platform !== 'win32') pin = openSync(path, 'r')
    known = identityOf(pin === null ? statSync(path) : fstatSync(pin))
  }

  function look(): PlaceState {
    try {
      const stat = statSync(path, { throwIfNoEntry: false })
      if (stat === undefined) return 'missing'
      if (identityOf(stat) === known) return 'same'
      remember()
      return 'replaced'
    } catch {
      return 'missing'
    }
  }

  look()
  return { look, close: unpin }
}

const identityOf = (stat: { dev: number; ino: number }): string => `${stat.dev}:${stat.ino}`
