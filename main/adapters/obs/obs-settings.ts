import { isAbsolute } from 'node:path'
import * as z from 'zod'
import { isLoopbackHost } from '../../core/kernel/loopback.ts'

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
    url: z
      .string()
      .max(200)
      .refine((url) => hostOf(url) !== null, 'is not an address like ws://127.0.0.1:4455')
      .nullable()
      .default(null)
      .meta({
        title: 'Address of OBS',
        description:
          'Of its websocket server (in OBS: Tools, WebSocket Server Settings), like ws://127.0.0.1:4455. Without it the tools are off, and nothing is connected.',
      }),
    call_timeout_ms: z
      .int()
      .min(100)
      .max(60_000)
      .default(5000)
      .meta({ title: 'Longest wait for an answer (milliseconds)' }),
    health_seconds: z.number().min(0.2).max(60).default(5).meta({ title: 'Asked whether it is there every (seconds)' }),
    stall_seconds: z.number().min(2).max(600).default(60).meta({
      title: 'A recording is lost after (seconds)',
      description: 'When its file did not grow for so long although OBS says that it writes.',
    }),
    recording_folder: z
      .string()
      .max(1000)
      .refine((path) => isAbsolute(path), 'is not an absolute path')
      .nullable()
      .default(null)
      .meta({
        title: 'Folder of recordings',
        description:
          'An absolute path: recordings may lie there and below, and nowhere else. Without it: wherever OBS says, and no tool chooses another folder.',
      }),
    allow_remote: z.boolean().default(false).meta({
      title: 'OBS may run on another machine',
      description: 'Its connection is not encrypted.',
    }),
  })
  .refine(({ url, allow_remote }) => url === null || allow_remote || isLoopbackHost(hostOf(url) ?? ''), {
    path: ['url'],
    message: 'is not this machine; allow_remote must be true for that',
  })
export type ObsSettings = z.infer<typeof ObsSettings>
