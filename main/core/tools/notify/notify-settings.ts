import * as z from 'zod'
import { isLoopbackHost } from '../../kernel/loopback.ts'

export const WebhookName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,31}$/, 'a webhook name is 1 to 32 of a-z, 0-9, _ and -, and begins with a letter')

/** Where webhooks go: over TLS, or without it no further than this machine. A password in an address would stand in logs of others. */
const Endpoint = z.strictObject({
  name: WebhookName,
  url: z
    .string()
    .max(2000)
    .refine((text) => {
      if (!URL.canParse(text)) return false
      const { protocol, hostname, username, password } = new URL(text)
      const reaches = protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))
      return reaches && username === '' && password === ''
    }, 'give https://…, or http:// on this machine only, without a user name'),
})
export type Endpoint = z.infer<typeof Endpoint>

const endpoints = z
  .array(Endpoint)
  .max(50)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'two webhooks have the same name')

/**
 * Member `tools.notify` of `config.json`. `private_hosts`: hosts by name that may be in a private network; the addresses of all others
 * must be public. `first_wait_ms`: before the second attempt; every further wait is twice as long.
 */
export const NotifySettings = z.strictObject({
  webhooks: endpoints
    .prefault([])
    .meta({ title: 'Webhooks', description: 'Addresses that can be called, each by its name.' }),
  private_hosts: z
    .array(z.string().min(1).max(253).toLowerCase())
    .max(50)
    .prefault([])
    .meta({ title: 'Hosts in a private network', description: 'By name. The addresses of all others must be public.' }),
  attempts: z.int().min(1).max(10).prefault(5).meta({ title: 'Attempts for one message' }),
  attempt_timeout_ms: z.int().min(1000).max(60_000).prefault(20_000).meta({ title: 'Longest attempt (milliseconds)' }),
  first_wait_ms: z.int().min(10).max(60_000).prefault(1000).meta({
    title: 'Wait before the second attempt (milliseconds)',
    description: 'Every further wait is twice as long.',
  }),
})
export type NotifySettings = z.infer<typeof NotifySettings>
