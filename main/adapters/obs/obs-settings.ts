import { isAbsolute } from 'node:path'
import * as z from 'zod'

/** Names and numbers of this very machine (RFC 6761, 6.3; RFC 5735; RFC 4291). */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

function hostOf(url: string): string | null {
  const parsed = URL.parse(url)
  const isPlain =
    parsed !== null &&
    ['ws:', 'wss:'].includes(parsed.protocol) &&
    parsed.username === '' &&
    parsed.password === '' &&
    parsed.search === '' &&
    parsed.hash === ''
  return isPlain ? parsed.hostname : null
}

/** `tools.obs` of `config.json`. */
export const ObsSettings = z
  .strictObject({
    /** Null: the tools are off, and nothing is connected. */
    url: z
      .string()
      .max(200)
      .refine((url) => hostOf(url) !== null, 'is not an address like ws://127.0.0.1:4455')
      .nullable()
      .default(null),
    /** How long OBS may take to answer one question. */
    call_timeout_ms: z.int().min(100).max(60_000).default(5000),
    /** How often OBS is asked whether it is there. */
    health_seconds: z.number().min(0.2).max(60).default(5),
    /** A recording whose file did not grow for so long although OBS says that it writes has lost its muxer. */
    stall_seconds: z.number().min(2).max(600).default(60),
    /** Recordings may lie here and below, and nowhere else; null: wherever OBS says, and no tool chooses another folder. */
    recording_folder: z
      .string()
      .max(1000)
      .refine((path) => isAbsolute(path), 'is not an absolute path')
      .nullable()
      .default(null),
    /** Without it OBS must run on this machine: its connection is not encrypted. */
    allow_remote: z.boolean().default(false),
  })
  .refine(({ url, allow_remote }) => url === null || allow_remote || LOOPBACK.test(hostOf(url) ?? ''), {
    path: ['url'],
    message: 'is not this machine; allow_remote must be true for that',
  })
export type ObsSettings = z.infer<typeof ObsSettings>
