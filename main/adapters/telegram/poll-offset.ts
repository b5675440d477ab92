import { readFileSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as z from 'zod'

/** Which updates of a bot were taken: everything below the offset. */
export interface PollOffset {
  /** Null: from whatever Telegram still holds unconfirmed. */
  read(): number | null
  /** Durable when it resolves. */
  write(offset: number): Promise<void>
}

const Stored = z.object({ bot_id: z.string(), offset: z.int() })

/**
 * A small file. Missing, damaged or another bot's is like none: Telegram itself keeps what was not confirmed for a day, and what comes
 * twice is recognised (https://core.telegram.org/bots/api#getupdates).
 */
export function openPollOffset(file: string, botId: string): PollOffset {
  return {
    read: () => {
      try {
        const stored = Stored.parse(JSON.parse(readFileSync(file, 'utf8')))
        return stored.bot_id === botId ? stored.offset : null
      } catch {
        return null
      }
    },
    write: async (offset) => {
      const temporary = `${file}.new`
      const handle = await open(temporary, 'w', 0o600)
      try {
        await handle.writeFile(`${JSON.stringify({ bot_id: botId, offset })}\n`)
        await handle.sync()
      } finally {
        await handle.close()
      }
      try {
        await rename(temporary, file)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
      await syncFolder(dirname(file))
    },
  }
}

/** Windows cannot open a folder for that; NTFS journals the name itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
