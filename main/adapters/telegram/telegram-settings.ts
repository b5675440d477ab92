/** How the Bot API is reached. */
export interface TelegramSettings {
  readonly token: string
  /** Without a slash at its end: `https://api.telegram.org`. */
  readonly apiRoot: string
}
