import * as z from 'zod'
import type { ToolError } from '../tool.ts'
import { remoteRefused, visionOff } from './vision-failures.ts'

/** Members of `tools.vision` in `config.json`. */
export const VisionSettings = z.strictObject({
  /** Where the API begins, like `http://127.0.0.1:11434/v1`; null: off. */
  endpoint: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .refine(isPlain, 'no name, password, query or fragment')
    .nullable()
    .default(null),
  model: z.string().min(1).max(200).nullable().default(null),
  /** May pictures leave this machine? */
  allow_remote: z.boolean().default(false),
  timeout_ms: z.int().min(1000).max(600_000).default(120_000),
  max_image_bytes: z.int().min(1024).max(50_000_000).default(8_000_000),
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
  if (!isLoopback(hostname) && (!allow_remote || protocol !== 'https:')) return remoteRefused(host)
  return { host, model, url: `${endpoint.replace(/\/+$/, '')}/chat/completions` }
}

/** As the URL parser writes it: numbers of IPv4 are normal by then. RFC 6761, 6.3; RFC 1122, 3.2.1.3; RFC 4291, 2.5.3. */
const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
