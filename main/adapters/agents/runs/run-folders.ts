import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunFolders, WholeLog } from '../../../core/agents/run-folders.ts'
import { AppError } from '../../../core/kernel/app-error.ts'
import { oneLine } from '../../../core/tools/one-line.ts'
import { openRunLog } from './run-log-file.ts'

const LOG = 'log.ndjson'
const STATE = 'state'
const RUN_ID = /^[a-z0-9]{8,40}$/
const LINE_FEED = 0x0a

/** `folder`: `audit/work/agents/runs/` of the data root. */
export function createRunFolders(folder: string): RunFolders {
  const placeOf = (runId: string): string => {
    if (!RUN_ID.test(runId)) throw new AppError('internal', 'this is no id of a run')
    return join(folder, runId)
  }
  const logOf = (runId: string): string => join(placeOf(runId), LOG)

  return {
    open: (runId, { token, secrets }) =>
      guarded(async () => {
        const state_folder = join(placeOf(runId), STATE)
        const kept = join(state_folder, 'secrets')
        await mkdir(kept, { recursive: true, mode: 0o700 })
        await writeFile(join(state_folder, 'token'), token, { mode: 0o600 })
        for (const [name, value] of Object.entries(secrets)) await writeFile(join(kept, name), value, { mode: 0o600 })
        return { state_folder, log: await openRunLog(logOf(runId)) }
      }),
    forget: (runId) => guarded(() => removeAll(join(placeOf(runId), STATE))),
    leftLog: (runId) => guarded(() => wholeLog(logOf(runId))),
    read: (runId, from, most) =>
      guarded(async () => {
        const file = await open(logOf(runId), 'r').catch(noneThere)
        if (file === null) return null
        try {
          const buffer = Buffer.alloc(most)
          const { bytesRead } = await file.read(buffer, 0, most, from)
          return buffer.subarray(0, bytesRead)
        } finally {
          await file.close()
        }
      }),
    remove: (runId) => guarded(() => removeAll(placeOf(runId))),
    list: () =>
      guarded(async () => ((await readdir(folder).catch(noneThere)) ?? []).filter((name) => RUN_ID.test(name))),
  }
}

/** Cut behind its last line feed: what was being written when the process died is no line. */
async function wholeLog(file: string): Promise<WholeLog | null> {
  const facts = await stat(file).catch(noneThere)
  if (facts === null) return null
  const hash = createHash('sha256')
  let [bytes, seen, sha256] = [0, 0, hash.copy().digest('hex')]
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1
    hash.update(chunk.subarray(0, end))
    if (end > 0) {
      bytes = seen + end
      sha256 = hash.copy().digest('hex')
    }
    hash.update(chunk.subarray(end))
    seen += chunk.length
  }
  if (bytes < facts.size) await truncate(file, bytes)
  return { file, bytes, sha256 }
}

const removeAll = (path: string): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 3 })

function noneThere(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError(
      'storage_failed',
      `The folder of a run: ${oneLine((error as Error).message)}`,
      {},
      { cause: error },
    )
  }
}
