import { Api, InputFile, TelegramApiError } from 'node-telegram-bot-api'
import { AttemptError, type Messenger } from '../../core/remote/messenger.ts'
import { NotSentError, oneTryFetch } from './one-try-fetch.ts'
import { messengerErrorOf, reasonOf } from './telegram-errors.ts'
import type { TelegramSettings } from './telegram-settings.ts'

const SERVER_TROUBLE = 500
const TOO_MANY = 429

/** Ways to send that are tried once and say what is known when they fail; the library's own retries would send twice. */
export function createSingleAttempt(
  { token, apiRoot }: TelegramSettings,
  stopping: AbortSignal,
): Pick<Messenger, 'sendOnce' | 'sendFile'> {
  // The deadline is the caller's.
  const api = new Api(token, { apiRoot, timeoutMs: 0, maxRetries: 0, fetch: oneTryFetch })

  async function attempt(
    doing: string,
    signal: AbortSignal,
    work: (either: AbortSignal) => Promise<{ message_id: number }>,
  ): Promise<{ message_id: number }> {
    const either = AbortSignal.any([signal, stopping])
    if (either.aborted) throw new AttemptError('not_sent', `${doing}: it was ended before it began`, null)
    try {
      const { message_id } = await work(either)
      if (Number.isSafeInteger(message_id)) return { message_id }
    } catch (error) {
      throw attemptErrorOf(error, doing, either.aborted)
    }
    throw new AttemptError('unknown', `${doing}: Telegram answered without a message`, null)
  }

  return {
    sendOnce: ({ chat_id, text }, signal) =>
      attempt('sending a message', signal, (either) =>
        api.sendMessage({ chat_id, text, link_preview_options: { is_disabled: true } }, either),
      ),
    sendFile: ({ chat_id, caption, as, filename, media_type, bytes }, signal) => {
      const file = new InputFile(bytes, { filename, contentType: media_type })
      return attempt(`sending a ${as}`, signal, (either) =>
        as === 'photo'
          ? api.sendPhoto({ chat_id, caption, photo: file }, either)
          : api.sendDocument({ chat_id, caption, document: file, disable_content_type_detection: true }, either),
      )
    },
  }
}

/**
 * An answer of Telegram below 500 says for certain that it took nothing. Trouble of the server, an answer that cannot be read and a
 * connection that broke say nothing.
 */
function attemptErrorOf(error: unknown, doing: string, isEnded: boolean): AttemptError {
  if (error instanceof TelegramApiError && error.errorCode < SERVER_TROUBLE) {
    const { message } = messengerErrorOf(error, doing)
    if (error.errorCode !== TOO_MANY) return new AttemptError('refused', message, null)
    return new AttemptError('later', message, waitMs(error.retryAfter))
  }
  const notSent = causesOf(error).some((each) => each instanceof NotSentError)
  const reason = isEnded ? 'no answer in time' : failureOf(error, notSent)
  return new AttemptError(notSent ? 'not_sent' : 'unknown', `${doing}: ${reason}`, null)
}

function failureOf(error: unknown, notSent: boolean): string {
  if (error instanceof TelegramApiError) return `Telegram answered ${error.errorCode}`
  const reason = reasonOf(error)
  // Without a system code only the library's name for it is left: a certificate that is not trusted, for example.
  return notSent && !reason.startsWith('E') ? 'no connection could be made' : reason
}

/** Seconds, as a server says them. */
function waitMs(seconds: unknown): number {
  return typeof seconds === 'number' && seconds > 0 && Number.isFinite(seconds) ? seconds * 1000 : 1000
}

function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = []
  for (let each = error; each instanceof Error && causes.length < 5; each = each.cause) causes.push(each)
  return causes
}
