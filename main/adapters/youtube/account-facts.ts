import * as z from 'zod'
import type { Account } from '../../../contract/account.ts'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { ToolStatus } from '../../../contract/tool.ts'
import type { YoutubeSettings } from './youtube-settings.ts'

/** What is known of the account besides an attempt that is under way. */
export type Known = Omit<Account, 'service' | 'remediation_hint' | 'expires_at'>

export const NONE: Known = {
  ...{ state: 'none', detail: 'No account is connected.', channel_id: null, channel_title: null, scopes: [] },
  ...{ connected_at: null, checked_at: null },
}

/** What a line `account_connected` says besides who and when. */
const ConnectedLine = z.object({
  service: z.literal('youtube'),
  channel_id: z.string().max(100),
  channel_title: z.string().max(200),
  scopes: z.array(z.string().max(200)).max(20),
})

/** Of a connection that an earlier process made: the newest line `account_connected`, and the newest `account_disconnected`. */
export function keptConnection(line: AuditEvent | null, ended: AuditEvent | null): Known {
  const said = ConnectedLine.safeParse(line?.data)
  if (!said.success || line === null || (ended?.seq ?? 0) > line.seq)
    return { ...NONE, state: 'connected', detail: 'A refresh token is there; who it belongs to was not asked yet.' }
  const { service, ...facts } = said.data
  return { state: 'connected', detail: 'Connected.', ...facts, connected_at: line.ts, checked_at: line.ts }
}

export function remedyOf({ state }: Pick<Known, 'state'>, { client_id }: YoutubeSettings): string | null {
  if (client_id === null)
    return 'Make an OAuth client of the type Desktop app at Google, and set tools.youtube.client_id.'
  return state === 'connected' ? null : 'Connect it: countersign account connect youtube.'
}

/** `isLoaded`: whether it was looked up yet if a connection is kept. */
export function statusOf(known: Known, isLoaded: boolean, settings: YoutubeSettings): ToolStatus {
  const { state, detail, channel_title, checked_at } = known
  const remediation_hint = remedyOf(known, settings)
  const said = { remediation_hint, checked_at }
  if (settings.client_id === null)
    return { ...said, state: 'off', detail: 'No client id is set.', source: 'known from the settings' }
  if (!isLoaded)
    return { ...said, state: 'unknown', detail: 'Not looked up yet.', source: 'known from the connection kept here' }
  if (state !== 'connected') return { ...said, state: 'off', detail, source: 'known from the connection kept here' }
  const channel = channel_title === null ? detail : `Connected to the channel ${channel_title}.`
  return { ...said, state: 'ready', detail: channel, source: 'Google was asked' }
}
