import * as z from 'zod'
import { isLoopbackHost } from '../../kernel/loopback.ts'
import type { ToolError } from '../tool.ts'
import { remoteRefused, visionOff } from './vision-failures.ts'

/** Members of `tools.vision` in `config.json`. */
export const VisionSettings = z.strictObject({
  endpoint: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .refine(isPlain, 'no name, password, query or fragment')
    .nullable()
    .default(null)
    .meta({
      title: 'Address of the model',
      description: 'Where its API begins, like http://127.0.0.1:11434/v1. Without it vision.describe is off.',
    }),
  model: z
    .string()
    .min(1)
    .max(200)
    .nullable()
    .default(null)
    .meta({ title: 'Name of the model', description: 'As the API knows it. Without it vision.describe is off.' }),
  allow_remote: z
    .boolean()
    .default(false)
    .meta({ title: 'Pictures may leave this machine', description: 'Over https only.' }),
  timeout_ms: z
    .int()
    .min(1000)
    .max(600_000)
    .default(120_000)
    .meta({ title: 'Longest wait for an answer (milliseconds)' }),
  max_image_bytes: z.int().min(1024).max(50_000_000).default(8_000_000).meta({ title: 'Largest picture (bytes)' }),
})
export type VisionSettings = z.infer<typeof VisionSettings>

function isPlain(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { username, password, search, hash } = new URL(text)
  return [username, password, search, hash].every((part) => part === '')
}

export interface VisionEndpoint {
  /** Host and port, for a person. */
  readonly host: string
  /** https://platform.openai.com/docs/api-reference/chat/create */
  readonly url: string
  readonly model: string
}

/** Where pictures go, or why they go nowhere. */
export function endpointOf({ endpoint, model, allow_remote }: VisionSettings): VisionEndpoint | ToolError {
  if (endpoint === null || model === null) return visionOff()
  const { host, hostname, protocol } = new URL(endpoint)
  if (!isLoopbackHost(hostname) && (!allow_remote || protocol !== 'https:')) return remoteRefused(host)
  return { host, model, url: `${endpoint.replace(/\/+$/, '')}/chat/completions` }
}
