import type { Account } from '../../../contract/account.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { ToolStatus } from '../../../contract/tool.ts'
import type { AccountPort } from '../../core/accounts/account-port.ts'
import type { WrittenEvent } from '../../core/audit/event-log.ts'
import { type Call, SYSTEM } from '../../core/kernel/call.ts'
import { timestamp } from '../../core/kernel/clock.ts'
import { ToolError } from '../../core/tools/tool.ts'
import type { FamilyParts } from '../../core/tools/tool-family.ts'
import type { Channel } from '../../core/tools/youtube/youtube-ports.ts'
import { formRequest } from './access-tokens.ts'
import { type Known, keptConnection, NONE, remedyOf, statusOf } from './account-facts.ts'
import { type Authorization, beginAuthorization, type Granted } from './authorization.ts'
import { callGoogle } from './google-call.ts'
import type { YoutubeSettings } from './youtube-settings.ts'

export const REFRESH_TOKEN = 'YOUTUBE_REFRESH_TOKEN'
export const CLIENT_SECRET = 'YOUTUBE_CLIENT_SECRET'

/** The account of the family: what is kept of it, and how it is connected. */
export interface YoutubeAccount extends AccountPort {
  status(): ToolStatus
  /** Google has just told of the channel. */
  seen(channel: Channel): void
  /** Google does not know the refresh token any more. */
  revoked(): Promise<void>
  /** Looks up, once, whether a connection is kept. */
  load(): Promise<void>
  close(): Promise<void>
}

export interface AccountParts {
  readonly family: FamilyParts<YoutubeSettings>
  /** With the permission that was just kept. Throws ToolError. */
  readonly channel: (signal: AbortSignal) => Promise<Channel>
  /** Access tokens that are held belong to a permission that is gone, or another one. */
  readonly forgetTokens: () => void
  /** Tells those who watch the tools of the family. */
  readonly changed: () => void
}

interface Attempt {
  readonly authorization: Authorization
  readonly expires_at: string
}

const CALL_MS = 20_000
const ITSELF: Call = { actor: SYSTEM, correlation_id: 'account-youtube' }

export function createYoutubeAccount({ family, channel, forgetTokens, changed }: AccountParts): YoutubeAccount {
  const { secrets, clock, timers, logger } = family
  let known: Known = NONE
  let isLoaded = false
  let attempt: Attempt | null = null
  let following: Promise<void> = Promise.resolve()
  const closing = new AbortController()

  function set(next: Known): void {
    known = next
    changed()
  }

  async function load(): Promise<void> {
    if (isLoaded) return
    const token = await secrets.read(REFRESH_TOKEN)
    if (isLoaded) return
    isLoaded = true
    const { lastLine } = family
    set(token === null ? NONE : keptConnection(lastLine('account_connected'), lastLine('account_disconnected')))
  }

  async function record(
    type: 'account_connected' | 'account_disconnected',
    { actor, correlation_id }: Call,
    data: JsonObject,
  ): Promise<WrittenEvent> {
    return family.record({ type, actor, correlation_id, task_id: null, data: { service: 'youtube', ...data } })
  }

  /**
   * A connection that is not in the log is not kept either, nor is one that was disconnected, or begun anew, meanwhile: `isWanted` says so.
   */
  async function keepGranted(by: Call, { refresh_token, scopes }: Granted, isWanted: () => boolean): Promise<void> {
    await secrets.keep(REFRESH_TOKEN, refresh_token)
    forgetTokens()
    try {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(CALL_MS)])
      const { channel_id, title } = await channel(signal)
      if (!isWanted()) throw new Error('it was ended while it was being kept')
      const said = { channel_id, channel_title: title, scopes: [...scopes] }
      const { ts } = await record('account_connected', by, said)
      const facts = { ...said, connected_at: ts, checked_at: ts }
      set({ state: 'connected', detail: 'Connected.', ...facts })
    } catch (error) {
      await secrets.remove(REFRESH_TOKEN)
      forgetTokens()
      if (!isWanted()) await takeBack(refresh_token)
      throw error
    }
  }

  async function follow(by: Call, authorization: Authorization): Promise<void> {
    const failed = (detail: string): void => {
      // An attempt that comes to nothing leaves the connection that is there as it is.
      set(known.state === 'connected' ? known : { ...NONE, state: 'failed', detail })
    }
    const isWanted = (): boolean => attempt?.authorization === authorization
    try {
      const result = await authorization.result
      if (!isWanted() || result === null) return
      if ('why' in result) failed(result.why)
      else await keepGranted(by, result, isWanted)
    } catch (error) {
      logger.error({ err: error }, 'an account could not be connected')
      if (!isWanted()) return set(NONE)
      known = NONE
      failed(error instanceof ToolError ? error.message : 'It could not be kept; the log on stderr tells more.')
    } finally {
      if (attempt?.authorization === authorization) {
        attempt = null
        changed()
      }
    }
  }

  async function current(): Promise<Account> {
    await load()
    const remediation_hint = remedyOf(known, family.settings())
    if (attempt === null) return { ...known, service: 'youtube', remediation_hint, expires_at: null }
    const { expires_at } = attempt
    const detail = 'The operator is being asked in a browser.'
    const hint = 'Answer in the browser, or begin again.'
    return { ...known, service: 'youtube', state: 'connecting', detail, remediation_hint: hint, expires_at }
  }

  /** Answers whether a browser was told. */
  async function show(url: string): Promise<boolean> {
    const { openExternal } = family.host
    if (openExternal === null) return false
    try {
      await openExternal(url)
      return true
    } catch (error) {
      logger.warn({ err: error }, 'the browser could not be opened')
      return false
    }
  }

  /** RFC 7009. Answers with what an operator has to know of it. */
  async function takeBack(token: string): Promise<string> {
    const form = formRequest(family.settings().revoke_url, new URLSearchParams({ token }))
    const answer = await callGoogle(form, closing.signal)
    return answer?.status === 200 || answer?.reason === 'invalid_token'
      ? 'Disconnected; Google has taken the permission back.'
      : 'Disconnected here; Google did not answer. Take the permission back at myaccount.google.com/permissions.'
  }

  return {
    service: 'youtube',
    current,
    load,
    connect: async (by) => {
      await load()
      const clientSecret = await secrets.read(CLIENT_SECRET)
      const authorization = await beginAuthorization({ settings: family.settings(), clientSecret, timers })
      attempt?.authorization.end()
      const expires_at = new Date(clock.now() + authorization.deadline_ms).toISOString()
      attempt = { authorization, expires_at }
      // One after the other: an attempt that was ended may still be taking away what it kept.
      following = following.then(() => follow(by, authorization))
      changed()
      const { authorize_url } = authorization
      return { authorize_url, expires_at, opened: await show(authorize_url) }
    },
    disconnect: async (by) => {
      await load()
      attempt?.authorization.end()
      attempt = null
      const token = await secrets.read(REFRESH_TOKEN)
      if (token !== null) {
        await record('account_disconnected', by, { by: 'operator' })
        await secrets.remove(REFRESH_TOKEN)
        forgetTokens()
        set({ ...NONE, detail: await takeBack(token) })
        if ((await secrets.read(REFRESH_TOKEN)) !== null)
          set({ ...known, state: 'connected', detail: `${REFRESH_TOKEN} is in the environment: take it away there.` })
      } else set(NONE)
      return current()
    },
    seen: ({ channel_id, title }) => {
      const facts = { channel_id, channel_title: title, checked_at: timestamp(clock) }
      const isNews = known.state !== 'connected' || known.channel_title !== title
      known = { ...known, state: 'connected', detail: 'Connected.', ...facts }
      if (isNews) changed()
    },
    revoked: async () => {
      await record('account_disconnected', ITSELF, { by: 'service' })
      await secrets.remove(REFRESH_TOKEN)
      const detail = 'Google does not know the connection any more: it was taken back, or has grown too old.'
      set({ ...NONE, state: 'failed', detail })
    },
    status: () => statusOf(known, isLoaded, family.settings()),
    close: async () => {
      closing.abort()
      attempt?.authorization.end()
      await following
    },
  }
}
