import { TelegramApiError } from 'node-telegram-bot-api'
import { MessengerError } from '../../core/remote/messenger.ts'

/** 429 and what the server itself has trouble with may work later; every other answer of Telegram stays what it is. */
const TOO_MANY = 429
const SERVER_TROUBLE = 500

/**
 * What went wrong, in words that never hold the bot's token. The token is part of every address of the Bot API, so neither the cause nor
 * its message is kept: what the runtime says of a failed request may name the address.
 */
export function messengerErrorOf(error: unknown, doing: string): MessengerError {
  if (error instanceof MessengerError) return error
  if (error instanceof TelegramApiError) {
    const kind = error.errorCode === TOO_MANY || error.errorCode >= SERVER_TROUBLE ? 'unreachable' : 'refused'
    return new MessengerError(kind, `${doing}: Telegram answered ${error.errorCode} ${error.description.slice(0, 200)}`)
  }
  return new MessengerError('unreachable', `${doing}: ${reasonOf(error)}`)
}

/** Name and system code alone: `ECONNREFUSED`, `TimeoutError`. */
export function reasonOf(error: unknown): string {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth += 1) {
    const code = (each as NodeJS.ErrnoException).code
    if (typeof code === 'string' && /^E[A-Z_]+$/.test(code) && !LIBRARY_CODES.has(code)) return code
    if (each.name === 'TimeoutError') return 'no answer in time'
  }
  return error instanceof Error ? error.name : 'unknown'
}

/** Codes of the library itself, which say less than what caused them. */
const LIBRARY_CODES: ReadonlySet<string> = new Set(['EFETCH', 'ETIMEOUT', 'EPARSE', 'ETELEGRAM', 'EPARAM', 'EFATAL'])
