import * as z from 'zod'
import type { Clock } from '../../core/kernel/clock.ts'
import { youtubeError } from '../../core/tools/youtube/youtube-errors.ts'
import { callGoogle } from './google-call.ts'
import type { YoutubeSettings } from './youtube-settings.ts'

/** RFC 6749, 5.1. */
export const TokenAnswer = z.object({
  access_token: z.string().min(1).max(8192),
  expires_in: z.number().positive().optional(),
  refresh_token: z.string().min(1).max(8192).optional(),
  scope: z.string().max(4000).optional(),
})

export interface AccessTokens {
  /**
   * One that is good for a while yet. Throws ToolError `youtube_not_configured`, `youtube_not_connected`, `youtube_unreachable`, and the
   * reason of `signal`.
   */
  get(signal: AbortSignal): Promise<string>
  /** This one was not taken. */
  drop(token: string): void
  /** Nothing that was known holds any more. */
  forget(): void
}

export interface AccessTokenParts {
  readonly clock: Clock
  settings(): YoutubeSettings
  readonly secrets: { refreshToken(): Promise<string | null>; clientSecret(): Promise<string | null> }
  /** Google does not know this refresh token any more (`invalid_grant`). */
  onRevoked(refreshToken: string): Promise<void>
}

const CALL_MS = 30_000
/** A token is given up this long before its time, so that it does not end under way. */
const EARLY_MS = 60_000

/** Refreshing (RFC 6749, 6): one at a time, however many ask. */
export function createAccessTokens(parts: AccessTokenParts): AccessTokens {
  let known: { readonly token: string; readonly until: number } | null = null
  let refreshing: Promise<string> | null = null
  let generation = 0

  async function refresh(): Promise<string> {
    const mine = generation
    const { client_id, token_url } = parts.settings()
    if (client_id === null) throw youtubeError('youtube_not_configured', 'No client id is set for YouTube.')
    const refresh_token = await parts.secrets.refreshToken()
    if (refresh_token === null) throw youtubeError('youtube_not_connected', 'No YouTube account is connected.')
    const client_secret = await parts.secrets.clientSecret()
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token, client_id })
    if (client_secret !== null) form.set('client_secret', client_secret)
    // Whoever asked first may go away; the others still wait for it.
    const answer = await callGoogle(formRequest(token_url, form), new AbortController().signal)
    if (answer === null || answer.status === 429 || answer.status >= 500)
      throw youtubeError('youtube_unreachable', 'Google does not answer to a request for an access token.')
    if (answer.reason === 'invalid_grant') {
      if (mine === generation) await parts.onRevoked(refresh_token)
      throw youtubeError('youtube_not_connected', 'Google does not know the connection any more.')
    }
    const read = TokenAnswer.safeParse(answer.json)
    if (answer.status !== 200 || !read.success)
      throw youtubeError(
        'youtube_not_connected',
        `Google gives no access token: ${answer.status} ${answer.reason ?? ''} ${answer.message}`.trim(),
      )
    const { access_token, expires_in } = read.data
    if (mine === generation) known = { token: access_token, until: parts.clock.now() + (expires_in ?? 3600) * 1000 }
    return access_token
  }

  return {
    get: async (signal) => {
      signal.throwIfAborted()
      if (known !== null && known.until - EARLY_MS > parts.clock.now()) return known.token
      refreshing ??= refresh().finally(() => {
        refreshing = null
      })
      const token = await refreshing
      signal.throwIfAborted()
      return token
    },
    drop: (token) => {
      if (known?.token === token) known = null
    },
    forget: () => {
      generation += 1
      known = null
    },
  }
}

/** A form as token and revocation endpoints take it (RFC 6749, 4.1.3; RFC 7009, 2.1). */
export const formRequest = (url: string, form: URLSearchParams) => ({
  ...{ method: 'POST' as const, url, body: form.toString(), deadline_ms: CALL_MS },
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
})
