/** GitHub's record of one attempt at delivering. A redelivery is a further attempt under the same guid. */
export interface DeliveryAttempt {
  /** GitHub's number of the attempt: digits, up to 64 bits. */
  readonly id: string
  /** `X-GitHub-Delivery`. */
  readonly guid: string
  readonly event: string
  readonly action: string | null
  readonly delivered_at: string
  /** What the receiver answered; 0 when it did not. */
  readonly status_code: number
}

/** What GitHub sent in an attempt. */
export interface SentDelivery {
  readonly guid: string
  readonly event: string
  /** With lower-case names, as they were. */
  readonly headers: Readonly<Record<string, string>>
  /** The payload as JSON in UTF-8. Not the signed bytes: those GitHub does not give out. */
  readonly raw: Uint8Array
}

/**
 * GitHub's own record of what it delivered to webhooks (https://docs.github.com/rest/repos/webhooks and …/orgs/webhooks). Everything
 * throws AppError `github_unavailable`, whose detail says what GitHub answered and what to do, and never holds the token.
 */
export interface GithubDeliveries {
  /** As configured: `owner/repo:hook_id` or `org:hook_id`. */
  readonly hooks: readonly string[]
  /** Pages of attempts, newest first, as far back as GitHub remembers. A further page is asked for only when it is wanted. */
  attempts(hook: string, signal: AbortSignal): AsyncIterable<readonly DeliveryAttempt[]>
  /** Null when GitHub does not know the attempt, or holds its payload no more. */
  fetch(hook: string, id: string, signal: AbortSignal): Promise<SentDelivery | null>
}
