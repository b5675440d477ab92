import * as z from 'zod'
import { isLoopbackHost } from '../../core/kernel/loopback.ts'

/** Google's own address, or one on this machine for those who try it out: a token goes nowhere else. */
const endpoint = (own: string, title: string) =>
  z
    .string()
    .max(500)
    .refine((text) => text === own || isLoopback(text), 'an endpoint can only be set to an address on this machine')
    .default(own)
    .meta({ title, description: 'Google’s own, or one on this machine to try it out.' })

function isLoopback(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && url.protocol === 'http:' && isLoopbackHost(url.hostname) && url.username === ''
}

/** `tools.youtube` in `config.json`. */
export const YoutubeSettings = z.strictObject({
  client_id: z
    .string()
    .regex(/^[\w.-]{1,200}$/, 'a client id is like 123-abc.apps.googleusercontent.com')
    .nullable()
    .default(null)
    .meta({
      title: 'Client id',
      description: 'Of an OAuth client of the type Desktop app at Google; without it the tools are off.',
    }),
  manage_videos: z.boolean().default(true).meta({
    title: 'May change and delete videos',
    description:
      'Connecting asks for the permission to do that; without it nothing can be shown to others or taken back from here.',
  }),
  max_bytes_per_second: z
    .int()
    .min(16_384)
    .nullable()
    .default(null)
    .meta({ title: 'Fastest upload (bytes a second)', description: 'Without it: as fast as it goes.' }),
  daily_units: z.int().min(0).max(100_000_000).default(10_000).meta({
    title: 'Quota of a day (units)',
    description: 'Units that this console may use in a day, Pacific time.',
  }),
  upload_units: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(1600)
    .meta({ title: 'Quota of one upload (units)', description: 'Units that Google takes for it.' }),
  auth_url: endpoint('https://accounts.google.com/o/oauth2/v2/auth', 'Where you are asked'),
  token_url: endpoint('https://oauth2.googleapis.com/token', 'Where tokens come from'),
  revoke_url: endpoint('https://oauth2.googleapis.com/revoke', 'Where the permission is taken back'),
  api_root: endpoint('https://www.googleapis.com', 'Where videos go'),
})
export type YoutubeSettings = z.infer<typeof YoutubeSettings>
