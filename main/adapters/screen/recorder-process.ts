import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import * as z from 'zod'
import { Timestamp } from '../../../contract/ids.ts'
import { processesNaming, processIdentity } from '../programs/process-identity.ts'

/** Which process records into a work folder, so that a later console can end it. */
const FILE = 'recorder.json'
const Noted = z.strictObject({ started_at: Timestamp, pid: z.int().positive(), identity: z.string().nullable() })
export type NotedRecorder = z.infer<typeof Noted>

/** How long a recorder may take to close its file, and how often it is looked at, in milliseconds. */
const PATIENCE_MS = 8000
const LOOK_EVERY_MS = 50

export async function noteRecorder(folder: string, started_at: string, pid: number): Promise<void> {
  const noted: NotedRecorder = { started_at: Timestamp.parse(started_at), pid, identity: await processIdentity(pid) }
  const temporary = join(folder, `${FILE}.tmp`)
  await writeFile(temporary, JSON.stringify(noted))
  await rename(temporary, join(folder, FILE))
}

/** Null when none was noted. */
export async function notedRecorder(folder: string): Promise<NotedRecorder | null> {
  const text = await readFile(join(folder, FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return text === null ? null : Noted.parse(JSON.parse(text))
}

/** Processes that were started to write this very file. Found on Linux only. */
export async function recordersOf(file: string): Promise<Pick<NotedRecorder, 'pid' | 'identity'>[]> {
  const pids = await processesNaming(`file:${file}`)
  return Promise.all(pids.map(async (pid) => ({ pid, identity: await processIdentity(pid) })))
}

/** Asks it to close its file, and kills it when it does not. Only when the process with this number is still the same one. */
export async function endRecorder({ pid, identity }: Pick<NotedRecorder, 'pid' | 'identity'>): Promise<void> {
  if (identity === null) return
  const isThere = async (): Promise<boolean> => (await processIdentity(pid)) === identity
  for (const name of ['SIGINT', 'SIGKILL'] as const) {
    if (!(await isThere())) return
    sendToGroup(pid, name)
    for (let waited = 0; waited < PATIENCE_MS && (await isThere()); waited += LOOK_EVERY_MS) await pause(LOOK_EVERY_MS)
  }
}

function sendToGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name)
  } catch {
    // It ended by itself meanwhile.
  }
}
