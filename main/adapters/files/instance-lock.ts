import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { StartupError } from '../../core/kernel/startup-error.ts'

const Holder = z.object({ pid: z.int(), url: z.string().nullable() })
export type Holder = z.infer<typeof Holder>

/** The right to be the only process on a data root. */
export interface InstanceLock {
  /** Tells other processes (the CLI) where this one listens. */
  announce(url: string): void
  release(): void
}

/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5
const LOCK_FILE = 'instance.lock'
const HOLDER_FILE = 'instance.json'

/** How long a lock that somebody only looked at is waited for, in milliseconds. */
const PATIENCE_MS = 1000

/**
 * Takes the data root or throws StartupError naming the process that has it.
 * The lock is an operating-system lock held through SQLite's exclusive locking mode (https://www.sqlite.org/lockingv3.html):
 * it ends with the process, however that dies, so a stale one cannot exist.
 */
export function takeInstanceLock(dataRoot: string): InstanceLock {
  const database = lock(dataRoot, PATIENCE_MS)
  if (database === null) {
    const holder = readHolder(dataRoot)
    const pid = holder?.pid ?? 'unknown'
    const where = holder?.url ?? null
    throw new StartupError(
      1,
      `another process (pid ${pid}) already runs on ${dataRoot}`,
      `use that one${where === null ? '' : ` at ${where}`}, or stop it (kill ${pid}), or choose another --data-root`,
    )
  }
  const write = (holder: Holder): void => writeFileSync(join(dataRoot, HOLDER_FILE), `${JSON.stringify(holder)}\n`)
  write({ pid: process.pid, url: null })
  return {
    announce: (url) => write({ pid: process.pid, url }),
    release: () => {
      rmSync(join(dataRoot, HOLDER_FILE), { force: true })
      database.close()
    },
  }
}

/** The process that runs on the data root, or null when none does. */
export function findInstance(dataRoot: string): Holder | null {
  if (!existsSync(join(dataRoot, LOCK_FILE))) return null
  const database = lock(dataRoot, 0)
  database?.close()
  return database === null ? readHolder(dataRoot) : null
}

/** Null when another process has it. Throws StartupError when the lock file cannot be used at all. */
function lock(dataRoot: string, patienceMs: number): DatabaseSync | null {
  const file = join(dataRoot, LOCK_FILE)
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(file, { timeout: patienceMs })
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database?.close()
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null
    throw new StartupError(
      1,
      `${file} cannot be used as the lock of the data root: ${(error as Error).message}`,
      'make sure that the folder can be written to; if the file is damaged, stop every console on this data root and move the file away: the next start makes a new one',
    )
  }
}

function readHolder(dataRoot: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(readFileSync(join(dataRoot, HOLDER_FILE), 'utf8')))
  } catch {
    return null
  }
}
