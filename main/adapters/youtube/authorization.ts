import { createHash, randomBytes } from 'node:crypto'
import type { z } from 'zod'
import { AppError } from '../../core/kernel/app-error.ts'
import type { Timers } from '../../core/kernel/timers.ts'
import { formRequest, TokenAnswer } from './access-tokens.ts'
import { callGoogle } from './google-call.ts'
import { type BrowserAnswer, listenForAnswer } from './loopback-answer.ts'
import type { YoutubeSettings } from './youtube-settings.ts'

/** To begin an upload, and nothing else. */
const UPLOAD_SCOPE = 'https://www.googleapis.com/auth/youtube.upload'
/** To read channel, uploads and videos: what an upload came to. */
const READ_SCOPE = 'https://www.googleapis.com/auth/youtube.readonly'
/** To change and delete videos: youtube.set_privacy and youtube.undo. Asked for unless `manage_videos` is false. */
const MANAGE_SCOPE = 'https://www.googleapis.com/auth/youtube.force-ssl'

/** How long a person has in the browser. */
const DEADLINE_MS = 5 * 60_000

export interface Granted {
  readonly refresh_token: string
  /** Of the same answer: good for a while, whatever becomes of the other. */
  readonly access_token: string
  readonly scopes: readonly string[]
}

/** What came of asking: `why` is one line for the operator. */
export type Authorized = Granted | { readonly why: string }

export interface Authorization {
  readonly authorize_url: string
  readonly deadline_ms: number
  /** Never rejects. Null: it was ended here. */
  readonly result: Promise<Authorized | null>
  /** How many answers came to the listener that were none to this. */
  wrongAnswers(): number
  end(): void
}

/**
 * The authorization code flow of an installed app: system browser and loopback redirect (RFC 8252), PKCE with S256 (RFC 7636), and a state
 * that nobody can guess. Throws AppError `account_not_configured`, and the system's error when no port can be had.
 */
export async function beginAuthorization(parts: {
  readonly settings: YoutubeSettings
  readonly clientSecret: string | null
  readonly timers: Timers
}): Promise<Authorization> {
  const { client_id, manage_videos, auth_url } = parts.settings
  if (client_id === null) throw new AppError('account_not_configured', 'tools.youtube.client_id is not set.')
  const state = randomBytes(32).toString('base64url')
  const verifier = randomBytes(48).toString('base64url')
  const listener = await listenForAnswer(state)
  const { redirect_uri } = listener
  let isLate = false
  const stopClock = parts.timers.after(DEADLINE_MS, () => {
    isLate = true
    listener.close()
  })
  const ending = new AbortController()

  const url = new URL(auth_url)
  const scope = [UPLOAD_SCOPE, READ_SCOPE, ...(manage_videos ? [MANAGE_SCOPE] : [])].join(' ')
  const code_challenge = createHash('sha256').update(verifier).digest('base64url')
  const query = {
    ...{ client_id, redirect_uri, response_type: 'code', scope, state, code_challenge, code_challenge_method: 'S256' },
    // Without these Google gives no refresh token to who has been here before.
    ...{ access_type: 'offline', prompt: 'consent' },
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)

  async function finish(): Promise<Authorized | null> {
    const answer = await listener.answer
    stopClock()
    if (answer === null) return isLate ? { why: 'Nobody answered in the browser within five minutes.' } : null
    return exchange(answer)
  }

  async function exchange(answer: BrowserAnswer): Promise<Authorized> {
    if ('error' in answer) return { why: `Google was not allowed to connect it: ${answer.error}.` }
    const form = new URLSearchParams({
      ...{ grant_type: 'authorization_code', code: answer.code, client_id: client_id ?? '', redirect_uri },
      code_verifier: verifier,
    })
    if (parts.clientSecret !== null) form.set('client_secret', parts.clientSecret)
    const got = await callGoogle(formRequest(parts.settings.token_url, form), ending.signal)
    if (got === null) return { why: 'Google does not answer.' }
    const read = TokenAnswer.safeParse(got.json)
    if (got.status !== 200 || !read.success)
      return { why: `Google gives no token: ${got.status} ${got.reason ?? ''} ${got.message}`.trim() }
    return grantedBy(read.data)
  }

  return {
    authorize_url: url.href,
    deadline_ms: DEADLINE_MS,
    result: finish().catch(() => null),
    wrongAnswers: listener.wrong,
    end: () => {
      stopClock()
      ending.abort()
      listener.close()
    },
  }
}

/** A person can leave out single permissions: without these two nothing works. */
function grantedBy({ refresh_token, access_token, scope = '' }: z.infer<typeof TokenAnswer>): Authorized {
  const scopes = scope
    .split(' ')
    .filter((one) => /^[\x21-\x7e]{1,200}$/.test(one))
    .slice(0, 20)
  if (!scopes.includes(UPLOAD_SCOPE) || !scopes.includes(READ_SCOPE))
    return { why: 'Uploading and reading were not both allowed; connect again and allow them.' }
  if (refresh_token === undefined) return { why: 'Google gave no permission that lasts; connect again.' }
  return { refresh_token, access_token, scopes }
}
