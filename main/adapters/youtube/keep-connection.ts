import type { JsonObject } from '../../../contract/json-object.ts'
import type { WrittenEvent } from '../../core/audit/event-log.ts'
import type { Call } from '../../core/kernel/call.ts'
import type { FamilySecrets } from '../../core/tools/tool-family.ts'
import type { Channel } from '../../core/tools/youtube/youtube-ports.ts'
import type { Known } from './account-facts.ts'
import type { Granted } from './authorization.ts'

export const REFRESH_TOKEN = 'YOUTUBE_REFRESH_TOKEN'

export interface KeepingParts {
  readonly secrets: FamilySecrets
  /** With this access token, whatever is kept. Throws ToolError. */
  readonly channel: (accessToken: string, signal: AbortSignal) => Promise<Channel>
  readonly record: (
    type: 'account_connected' | 'account_disconnected',
    by: Call,
    data: JsonObject,
  ) => Promise<WrittenEvent>
  readonly forgetTokens: () => void
  readonly takeBack: (token: string) => Promise<unknown>
  readonly closing: AbortSignal
}

/** What became of an attempt while it was being kept. */
export interface Meanwhile {
  /** It was neither ended nor begun anew. */
  isWanted(): boolean
  isDisconnected(): boolean
}

/**
 * Makes what a person has just granted the connection, or leaves the one that is there as it is. Rejects with a ToolError when YouTube
 * cannot be asked whose it is, AppError `audit_unavailable`, and whatever keeping it fails with.
 */
export type KeepConnection = (by: Call, granted: Granted, meanwhile: Meanwhile) => Promise<Known>

const CALL_MS = 20_000

export function createKeepConnection(parts: KeepingParts): KeepConnection {
  const { secrets, record } = parts

  /** Nothing is kept that the log does not say, and what could not be kept it takes back. */
  async function write(by: Call, { refresh_token, scopes }: Granted, channel: Channel, { isDisconnected }: Meanwhile) {
    const said = { channel_id: channel.channel_id, channel_title: channel.title, scopes: [...scopes] }
    const { ts } = await record('account_connected', by, said)
    try {
      if (isDisconnected()) throw ended()
      await secrets.keep(REFRESH_TOKEN, refresh_token)
      parts.forgetTokens()
      if (isDisconnected()) {
        await secrets.remove(REFRESH_TOKEN)
        parts.forgetTokens()
        throw ended()
      }
    } catch (error) {
      await record('account_disconnected', by, { by: 'console' })
      throw error
    }
    return { ...said, connected_at: ts, checked_at: ts }
  }

  return async (by, granted, meanwhile) => {
    try {
      const signal = AbortSignal.any([parts.closing, AbortSignal.timeout(CALL_MS)])
      const channel = await parts.channel(granted.access_token, signal)
      if (!meanwhile.isWanted()) throw ended()
      return { state: 'connected', detail: 'Connected.', ...(await write(by, granted, channel, meanwhile)) }
    } catch (error) {
      // At Google all permissions of one account are one: taken back while another is kept, it would end that one too.
      if (!meanwhile.isWanted() && (await secrets.read(REFRESH_TOKEN)) === null)
        await parts.takeBack(granted.refresh_token)
      throw error
    }
  }
}

const ended = (): Error => new Error('it was ended while it was being kept')
