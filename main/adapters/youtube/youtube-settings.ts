import * as z from 'zod'

const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost']

/** Google's own address, or one on this machine for those who try it out: a token goes nowhere else. */
const endpoint = (own: string) =>
  z
    .string()
    .max(500)
    .refine((text) => text === own || isLoopback(text), 'an endpoint can only be set to an address on this machine')
    .default(own)

function isLoopback(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && url.protocol === 'http:' && LOOPBACK.includes(url.hostname) && url.username === ''
}

/** `tools.youtube` in `config.json`. */
export const YoutubeSettings = z.strictObject({
  client_id: z
    .string()
    .regex(/^[\w.-]{1,200}$/, 'a client id is like 123-abc.apps.googleusercontent.com')
    .nullable()
    .default(null)
    .meta({ description: 'of an OAuth client of the type Desktop app; null: the tools are off' }),
  manage_videos: z
    .boolean()
    .default(true)
    .meta({ description: 'whether connecting asks for the permission to change and delete videos' }),
  max_bytes_per_second: z
    .int()
    .min(16_384)
    .nullable()
    .default(null)
    .meta({ description: 'of an upload; null: as fast as it goes' }),
  daily_units: z
    .int()
    .min(0)
    .max(100_000_000)
    .default(10_000)
    .meta({ description: 'units of the quota that this console may use in a day, Pacific time' }),
  upload_units: z.int().min(0).max(1_000_000).default(1600).meta({ description: 'units that an upload takes' }),
  auth_url: endpoint('https://accounts.google.com/o/oauth2/v2/auth'),
  token_url: endpoint('https://oauth2.googleapis.com/token'),
  revoke_url: endpoint('https://oauth2.googleapis.com/revoke'),
  api_root: endpoint('https://www.googleapis.com'),
})
export type YoutubeSettings = z.infer<typeof YoutubeSettings>
