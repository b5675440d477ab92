import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { atomicWrite } from '../disk/atomic-write.ts'

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
    write: (offset) => atomicWrite(file, `${JSON.stringify({ bot_id: botId, offset })}\n`, 0o600),
  }
}
