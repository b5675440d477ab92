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

/** The way out to the people on the allow-list. Every call has a deadline and throws MessengerError. */
export interface Messenger {
  send(message: OutgoingMessage): Promise<{ readonly message_id: number }>
  /** Replaces text and buttons of a message of ours. */
  edit(messageId: number, message: OutgoingMessage): Promise<void>
  /** Ends the waiting of a pressed button; `text` (at most 200 characters) is shown, as an alert if `alert`. */
  answerCallback(callbackId: string, text: string, alert: boolean): Promise<void>
  /** Fetches a file that somebody sent. Rejects with `refused` as soon as it is known to be larger than `maxBytes`. */
  fetchFile(fileId: string, maxBytes: number): Promise<{ readonly bytes: Uint8Array }>
}
