import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, realpath, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AgentOrder } from '../../../core/agents/agent-port.ts'

/**
 * The folders of one run of Codex. Absolute. They are not in the console's data root, which is hidden from the commands of the agent as a
 * whole, with everything that comes into it while they run.
 */
export interface CodexPlace {
  /** HOME. */
  readonly root: string
  /** CODEX_HOME: what Codex keeps; the operator's own when the settings name it. */
  readonly home: string
  /** TMPDIR. Another one than home: Codex puts no program of its own under the folder for temporary files, and has no sandbox then. */
  readonly temporary: string
  /** Where schemas and answers are. */
  readonly turns: string
  /** Where a reviewer stands: empty, so that no file of the work speaks to it by its name. */
  readonly desk: string
  /** Secrets of Codex: what the commands of the agent cannot read, whatever else they may. */
  readonly hidden: readonly string[]
  /** Takes all of it away, but for a home that is the operator's. */
  remove(): Promise<void>
}

/** The number in it is that of the console's process: what it leaves behind when it dies is removed by a later one. */
const PREFIX = 'countersign-codex-'

export async function makeCodexPlace({ settings }: AgentOrder): Promise<CodexPlace> {
  const above = await realpath(tmpdir())
  await removeLeftovers(above)
  const outer = await mkdtemp(join(above, `${PREFIX}${process.pid}-`))
  // Agents of other runs see that there is one, and cannot find out what it is called.
  const root = join(outer, randomBytes(16).toString('hex'))
  await mkdir(root, { mode: 0o700 })
  await chmod(outer, 0o300)
  const own = join(root, 'codex')
  const home = (settings.kind === 'codex' ? settings.codex_home : null) ?? own
  const [temporary, turns, desk] = ['tmp', 'turns', 'desk'].map((name) => join(root, name)) as [string, string, string]
  for (const folder of [own, temporary, turns, desk]) await mkdir(folder, { mode: 0o700 })
  const hidden = [join(home, 'auth.json')].filter((path) => existsSync(path))
  return { root, home, temporary, turns, desk, hidden, remove: () => removeAll(outer) }
}

async function removeAll(outer: string): Promise<void> {
  await chmod(outer, 0o700)
  await rm(outer, { recursive: true, force: true, maxRetries: 3 })
}

async function removeLeftovers(above: string): Promise<void> {
  for (const name of await readdir(above)) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split('-')[0]) : Number.NaN
    if (!Number.isSafeInteger(pid) || pid <= 1 || isThere(pid)) continue
    // Another user's cannot be removed, and is not ours to remove.
    await removeAll(join(above, name)).catch(() => undefined)
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Folders that the sandbox of Codex makes in the working folder so that nothing can be made there, and leaves behind empty. */
const STAND_INS = ['.git', '.codex', '.agents', '.aws']

/** Notes which of them are there; the function that is returned takes the others away again, as long as they are empty. */
export function noteStandIns(folder: string): () => Promise<void> {
  const missing = STAND_INS.map((name) => join(folder, name)).filter((path) => !existsSync(path))
  return async () => {
    for (const path of missing) await rmdir(path).catch(() => undefined)
  }
}
