/** What came back of one request; `lost`: nothing did, for whatever reason. */
export type Heard =
  | { readonly kind: 'lost' }
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly range: string | null
      readonly retry_after_ms: number | null
      /** Google's word for the error, like `quotaExceeded`. */
      readonly reason: string | null
      /** Google's sentence for it, harmless already. */
      readonly message: string
      /** Of the video resource in the body of a 200 or 201. */
      readonly video_id: string | null
    }

export type StopReason = 'quota' | 'account' | 'refused' | 'unreachable' | 'protocol' | 'unknown'

export interface Stop {
  readonly do: 'stop'
  readonly why: StopReason
  readonly detail: string
}

/** With pauses that double up to a minute this is about 25 minutes without a byte of progress. */
export const MAX_FAILURES = 30
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 64_000
const LONGEST_ASKED_PAUSE_MS = 15 * 60_000

/** 403 is also said to those who are too fast: https://developers.google.com/youtube/v3/docs/errors */
const TOO_FAST = ['rateLimitExceeded', 'userRateLimitExceeded']
const QUOTA = ['quotaExceeded', 'dailyLimitExceeded', 'uploadLimitExceeded']

/** An error that means the same wherever it is said; `later`: it may pass. */
export function stopOf({ status, reason, message }: Extract<Heard, { kind: 'answer' }>): Stop | 'later' {
  const said = `YouTube answered ${status}${reason === null ? '' : ` ${reason}`}${message === '' ? '' : `: ${message}`}`
  if (QUOTA.includes(reason ?? '')) return { do: 'stop', why: 'quota', detail: said }
  if (status === 408 || status === 429 || status >= 500 || TOO_FAST.includes(reason ?? '')) return 'later'
  return { do: 'stop', why: 'refused', detail: said }
}

/** How long to wait after the n-th failure in a row (n from 1), in milliseconds; longer when the server asks for it. */
export function pauseAfter(failures: number, askedMs: number | null): number {
  const own = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1))
  return Math.max(own, Math.min(askedMs ?? 0, LONGEST_ASKED_PAUSE_MS))
}

/** What to do after an attempt to open a session; with none open no byte was sent, and another attempt can make nothing twice. */
export function openingStep(
  heard: Heard,
  failures: number,
  refreshed: boolean,
): Stop | { readonly do: 'opened' | 'refresh' } | { readonly do: 'again'; readonly after_ms: number } {
  if (heard.kind === 'answer' && heard.status === 200) return { do: 'opened' }
  if (heard.kind === 'answer' && heard.status === 401) return refreshed ? TOKEN_NOT_TAKEN : { do: 'refresh' }
  const stop = heard.kind === 'lost' ? 'later' : stopOf(heard)
  if (stop !== 'later') return stop
  if (failures > MAX_FAILURES)
    return { do: 'stop', why: 'unreachable', detail: `No upload could be begun in ${MAX_FAILURES} attempts` }
  return { do: 'again', after_ms: pauseAfter(failures, heard.kind === 'answer' ? heard.retry_after_ms : null) }
}

export const TOKEN_NOT_TAKEN: Stop = {
  ...{ do: 'stop', why: 'account', detail: 'YouTube does not take the access token, nor a new one' },
}
