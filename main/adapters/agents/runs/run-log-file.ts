import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { RunLog } from '../../../core/agents/run-folders.ts'
import { AppError } from '../../../core/kernel/app-error.ts'
import { oneLine } from '../../../core/tools/one-line.ts'

/** Begins the log of a run. What is appended while a write is under way goes with the next one. */
export async function openRunLog(file: string): Promise<RunLog> {
  const handle = await open(file, 'ax', 0o600)
  const hash = createHash('sha256')
  let bytes = 0
  let waiting: Buffer[] = []
  let writing: Promise<void> | null = null
  let failure: Error | null = null

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = Buffer.concat(waiting)
      waiting = []
      try {
        await handle.appendFile(batch)
      } catch (error) {
        failure ??= error as Error
        waiting = []
      }
    }
    writing = null
  }

  return {
    append: (line) => {
      const text = Buffer.from(`${JSON.stringify(line)}\n`)
      hash.update(text)
      bytes += text.length
      // A disk that fails takes no more; what is said then is only shown.
      if (failure !== null) return
      waiting.push(text)
      writing ??= writeAll()
    },
    get bytes() {
      return bytes
    },
    close: async () => {
      await writing
      await handle.sync().catch((error: Error) => {
        failure ??= error
      })
      await handle.close()
      if (failure !== null) throw new AppError('storage_failed', `The log of a run: ${oneLine(failure.message)}`)
      return { file, bytes, sha256: hash.digest('hex') }
    },
  }
}
