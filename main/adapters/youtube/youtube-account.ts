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
import { type Authorization, beginAuthorization } from './authorization.ts'
import { callGoogle } from './google-call.ts'
import { createKeepConnection, type KeepingParts, type Meanwhile, REFRESH_TOKEN } from './keep-connection.ts'
import type { YoutubeSettings } from './youtube-settings.ts'

export const CLIENT_SECRET = 'YOUTUBE_CLIENT_SECRET'

/** The account of the family: what is kept of it, and how it is connected. */
export interface YoutubeAccount extends AccountPort {
  status(): ToolStatus
  /** Google has just told of the channel. */
  seen(channel: Channel): void
  /** Google does not know this refresh token any more. */
  revoked(refreshToken: string): Promise<void>
  /** Looks up, once, whether a connection is kept. */
  load(): Promise<void>
  close(): Promise<void>
}

export interface AccountParts {
  readonly family: FamilyParts<YoutubeSettings>
  readonly channel: KeepingParts['channel']
  /** Access tokens that are held belong to a permission that is gone, or another one. */
  readonly forgetTokens: () => void
  /** Tells those who watch the tools of the family. */
  readonly changed: () => void
}

interface Attempt {
  readonly authorization: Authorization
  readonly expires_at: string
}

const ITSELF: Call = { actor: SYSTEM, correlation_id: 'account-youtube' }

export function createYoutubeAccount({ family, channel, forgetTokens, changed }: AccountParts): YoutubeAccount {
  const { secrets, clock, timers, logger } = family
  let known: Known = NONE
  let isLoaded = false
  let attempt: Attempt | null = null
  let following: Promise<void> = Promise.resolve()
  let disconnects = 0
  const closing = new AbortController()
  const keepConnection = createKeepConnection({
    ...{ secrets, channel, record, forgetTokens, takeBack, closing: closing.signal },
  })

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
    type: 'account_connected' | 'account_disconnected' | 'authentication_failed',
    { actor, correlation_id }: Call,
    data: JsonObject,
  ): Promise<WrittenEvent> {
    return family.record({ type, actor, correlation_id, task_id: null, data: { service: 'youtube', ...data } })
  }

  /** An attempt that comes to nothing leaves the connection that is there as it is. */
  function failed(detail: string): void {
    const still = `Connected as before; the new attempt came to nothing: ${detail}`.slice(0, 1000)
    set(known.state === 'connected' ? { ...known, detail: still } : { ...NONE, state: 'failed', detail })
  }

  /** `since`: how often it was disconnected before the attempt was begun. */
  async function follow(by: Call, authorization: Authorization, since: number): Promise<void> {
    const isWanted = (): boolean => attempt?.authorization === authorization
    const meanwhile: Meanwhile = { isWanted, isDisconnected: () => disconnects !== since }
    try {
      const result = await authorization.result
      if (!isWanted() || result === null) return
      if ('why' in result) failed(result.why)
      else set(await keepConnection(by, result, meanwhile))
    } catch (error) {
      logger.error({ err: error }, 'an account could not be connected')
      // Whoever ended it has said what there is now.
      if (!isWanted()) return
      failed(error instanceof ToolError ? error.message : 'It could not be kept; the log on stderr tells more.')
    } finally {
      if (attempt?.authorization === authorization) {
        attempt = null
        changed()
      }
      await noteWrongAnswers(by, authorization.wrongAnswers())
    }
  }

  /** Somebody on this machine may have tried to answer in the place of the browser. */
  async function noteWrongAnswers(by: Call, count: number): Promise<void> {
    if (count === 0) return
    await record('authentication_failed', { ...by, actor: SYSTEM }, { kind: 'wrong_state', count }).catch(
      (error: unknown) => logger.error({ err: error, count }, 'wrong answers to a connection were not recorded'),
    )
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
      const since = disconnects
      // One after the other: an attempt that was ended may still be taking away what it kept.
      following = following.then(() => follow(by, authorization, since))
      changed()
      const { authorize_url } = authorization
      return { authorize_url, expires_at, opened: await show(authorize_url) }
    },
    disconnect: async (by) => {
      await load()
      attempt?.authorization.end()
      attempt = null
      disconnects += 1
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
    revoked: async (refreshToken) => {
      const isKept = async (): Promise<boolean> => (await secrets.read(REFRESH_TOKEN)) === refreshToken
      if (!(await isKept())) return
      await record('account_disconnected', ITSELF, { by: 'service' })
      // Another one may have been connected meanwhile.
      if (!(await isKept())) return
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
