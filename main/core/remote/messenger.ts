/** A button under a message. `data` is at most 64 bytes (https://core.telegram.org/bots/api#inlinekeyboardbutton). */
export interface Button {
  readonly text: string
  readonly data: string
}

/** A plain-text message: nothing in it is read as markup. At most 4096 characters. */
export interface OutgoingMessage {
  readonly chat_id: number
  readonly text: string
  /** Rows of buttons; empty for none. */
  readonly buttons: readonly (readonly Button[])[]
  readonly reply_to: number | null
  /** Asks the reader's client to answer this message. */
  readonly force_reply: boolean
}

/** Why a call to the messenger failed. `refused`: it answered no, trying again is of no use; `unreachable`: it may work later. */
export class MessengerError extends Error {
  override readonly name = 'MessengerError'
  readonly kind: 'refused' | 'unreachable'

  constructor(kind: MessengerError['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

/** A file with words under it, at most 1024 characters, plain as in a message. */
export interface OutgoingFile {
  readonly chat_id: number
  readonly caption: string
  readonly as: 'photo' | 'document'
  readonly filename: string
  readonly media_type: string
  readonly bytes: Uint8Array
}

/**
 * What is known of a single attempt that failed. `refused`: it answered no. `later`: it did not take it now, `retry_after_ms` is how long
 * it asks to wait. `not_sent`: nothing left this machine. `unknown`: it was handed over, at least in part, and may have arrived.
 */
export class AttemptError extends MessengerError {
  readonly outcome: 'refused' | 'later' | 'not_sent' | 'unknown'
  readonly retry_after_ms: number | null

  constructor(outcome: AttemptError['outcome'], message: string, retryAfterMs: number | null) {
    super(outcome === 'refused' ? 'refused' : 'unreachable', message)
    this.outcome = outcome
    this.retry_after_ms = retryAfterMs
  }
}

/** The way out to the people on the allow-list. Every call has a deadline and throws MessengerError. */
export interface Messenger {
  send(message: OutgoingMessage): Promise<{ readonly message_id: number }>
  /** A text in one attempt over a connection of its own, which nothing repeats by itself. Throws AttemptError. */
  sendOnce(
    message: Pick<OutgoingMessage, 'chat_id' | 'text'>,
    signal: AbortSignal,
  ): Promise<{ readonly message_id: number }>
  /** A file, in the same way. */
  sendFile(file: OutgoingFile, signal: AbortSignal): Promise<{ readonly message_id: number }>
  /** Replaces text and buttons of a message of ours. */
  edit(messageId: number, message: OutgoingMessage): Promise<void>
  /** Ends the waiting of a pressed button; `text` (at most 200 characters) is shown, as an alert if `alert`. */
  answerCallback(callbackId: string, text: string, alert: boolean): Promise<void>
  /** Fetches a file that somebody sent. Rejects with `refused` as soon as it is known to be larger than `maxBytes`. */
  fetchFile(fileId: string, maxBytes: number): Promise<{ readonly bytes: Uint8Array }>
}
