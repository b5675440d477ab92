import * as z from 'zod'
import { Timestamp } from './ids.ts'

/** Outside services of which an account can be connected. */
export const AccountService = z.enum(['youtube']).meta({ id: 'AccountService' })
export type AccountService = z.infer<typeof AccountService>

/**
 * An account of an outside service, as far as it is known without asking the service. `connecting`: an operator is being asked in a
 * browser; `failed`: the last attempt came to nothing, or the service does not know the connection any more, as `detail` says.
 */
export const Account = z
  .strictObject({
    service: AccountService,
    state: z.enum(['none', 'connecting', 'connected', 'failed']),
    detail: z.string().max(1000),
    remediation_hint: z.string().max(1000).nullable(),
    channel_id: z.string().max(100).nullable(),
    channel_title: z.string().max(200).nullable().meta({ description: 'as the service says it' }),
    scopes: z.array(z.string().max(200)).max(20).meta({ description: 'what the service lets this console do' }),
    connected_at: Timestamp.nullable(),
    checked_at: Timestamp.nullable().meta({ description: 'when the service said so last' }),
    expires_at: Timestamp.nullable().meta({ description: 'of the attempt that is under way' }),
  })
  .meta({ id: 'Account' })
export type Account = z.infer<typeof Account>

export const AccountList = z.strictObject({ items: z.array(Account) }).meta({ id: 'AccountList' })
export type AccountList = z.infer<typeof AccountList>

/** Where the operator is asked. `opened`: the browser of the desktop was told to show it; otherwise a person opens it by hand. */
export const AccountConnecting = z
  .strictObject({ authorize_url: z.url(), expires_at: Timestamp, opened: z.boolean() })
  .meta({ id: 'AccountConnecting' })
export type AccountConnecting = z.infer<typeof AccountConnecting>
