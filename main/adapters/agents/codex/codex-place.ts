import { existsSync } from 'node:fs'
import { mkdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { AgentOrder } from '../../../core/agents/agent-port.ts'

/** The folders of one run of Codex. Absolute. */
export interface CodexPlace {
  /** CODEX_HOME: what Codex keeps; the operator's own when the settings name it. */
  readonly home: string
  /** TMPDIR. Another one than home: Codex puts no program of its own under the folder for temporary files, and has no sandbox then. */
  readonly temporary: string
  /** Where schemas and answers are. */
  readonly turns: string
  /** Where a reviewer stands: empty, so that no file of the work speaks to it by its name. */
  readonly desk: string
  /** Secrets of the run and of Codex: what the commands of the agent cannot read, whatever else they may. */
  readonly hidden: readonly string[]
}

export async function makeCodexPlace(order: AgentOrder): Promise<CodexPlace> {
  const { settings, state_folder } = order
  const own = join(state_folder, 'codex')
  const home = (settings.kind === 'codex' ? settings.codex_home : null) ?? own
  const [temporary, turns, desk] = ['tmp', 'turns', 'desk'].map((name) => join(state_folder, name)) as [
    string,
    string,
    string,
  ]
  for (const folder of [own, temporary, turns, desk]) await mkdir(folder, { recursive: true, mode: 0o700 })
  const secret = ['secrets', 'token'].map((name) => join(state_folder, name))
  const hidden = [...secret, join(home, 'auth.json')].filter((path) => existsSync(path))
  return { home, temporary, turns, desk, hidden }
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
