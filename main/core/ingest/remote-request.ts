/** Who asks from afar, and where the answer goes. */
export interface RemoteSender {
  readonly chat_id: number
  readonly user_id: number
  /** Display name as Telegram gives it: untrusted, for people only. */
  readonly name: string
}

/** What an allow-listed person asks for besides new tasks. */
export type RemoteRequest = RemoteSender &
  (
    | { readonly kind: 'command'; readonly command: string; readonly argument: string; readonly message_id: number }
    /** A pressed button. `data` is what the button carries. */
    | { readonly kind: 'callback'; readonly callback_id: string; readonly message_id: number; readonly data: string }
    /** An answer to a question of ours (the reason of a rejection). `to_words`: what the question says, if Telegram tells. */
    | {
        readonly kind: 'reply'
        readonly message_id: number
        readonly to_message_id: number
        readonly to_words: string | null
        readonly text: string
      }
  )

/** How a remote request ended. */
export interface RemoteResult {
  readonly outcome: 'answered' | 'decided' | 'refused'
  readonly task_ids: readonly string[]
}

/** Carries remote requests out. The same delivery may come twice after a crash; a decision is taken once all the same. */
export interface RemoteDesk {
  carryOut(
    request: RemoteRequest,
    delivery: { readonly delivery_id: string; readonly correlation_id: string },
  ): Promise<RemoteResult>
  /**
   * Whether a message answers a question that we asked: then it is no new request. `to_words`: what the answered message says, if a
   * bot wrote it; a question whose number was lost in a crash is known by its words.
   */
  asked(chat_id: number, to_message_id: number, to_words: string | null): boolean
}
