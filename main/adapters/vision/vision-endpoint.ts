import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { ToolStatus } from '../../../contract/tool.ts'
import { type Clock, timestamp } from '../../core/kernel/clock.ts'
import { ToolError } from '../../core/tools/tool.ts'
import { endpointOf, type VisionEndpoint, type VisionSettings } from '../../core/tools/vision/vision-endpoint.ts'
import { imageTooLarge } from '../../core/tools/vision/vision-failures.ts'
import type { VisionAnswer, VisionPort, VisionQuestion } from '../../core/tools/vision/vision-port.ts'
import { askEndpoint } from './ask-endpoint.ts'

const FILE = 'answer.json'
const Kept = z.strictObject({
  ...{
    text: z.string(),
    cut: z.boolean(),
    model: z.string(),
    answered_by: z.string().nullable(),
    endpoint: z.string(),
  },
})

export interface EndpointParts {
  settings(): VisionSettings
  readonly clock: Clock
  /** Null when none was set. */
  key(): Promise<string | null>
  /** What `status` says is another now. */
  onStatus(): void
}

/** An OpenAI-compatible endpoint. It is asked once for each call: no redirect is followed, nothing is sent again. */
export function createVisionEndpoint({ settings, clock, key, onStatus }: EndpointParts): VisionPort {
  let last: { readonly at: string; readonly host: string; readonly failure: ToolError | null } | null = null

  async function ask(endpoint: VisionEndpoint, question: VisionQuestion, signal: AbortSignal): Promise<VisionAnswer> {
    const { timeout_ms, max_image_bytes } = settings()
    const { size } = await stat(question.file)
    if (size > max_image_bytes) throw imageTooLarge(size, max_image_bytes)
    return askEndpoint({ endpoint, question, secret: await key(), timeout_ms }, signal)
  }

  function statusNow(): ToolStatus {
    const endpoint = endpointOf(settings())
    if (endpoint instanceof ToolError)
      return {
        ...{ state: endpoint.error_code === 'vision_off' ? 'off' : 'unavailable', detail: endpoint.message },
        ...{
          remediation_hint: endpoint.remediation_hint,
          source: 'known from the settings',
          checked_at: timestamp(clock),
        },
      }
    const { host, model } = endpoint
    const known = last?.host === host ? last : null
    const words = `${model} at ${host}.`
    if (known === null)
      return {
        ...{ state: 'unknown', detail: `${words} Not asked yet.`, remediation_hint: null },
        ...{ source: 'known from the settings', checked_at: null },
      }
    const told = { source: 'known from the last call', checked_at: known.at }
    if (known.failure === null) return { state: 'ready', detail: words, remediation_hint: null, ...told }
    const { message, remediation_hint } = known.failure
    return { state: 'unavailable', detail: message.slice(0, 1000), remediation_hint, ...told }
  }

  return {
    status: statusNow,
    describe: async (question, folder, signal) => {
      const endpoint = endpointOf(settings())
      if (endpoint instanceof ToolError) throw endpoint
      try {
        const answer = await ask(endpoint, question, signal)
        last = { at: timestamp(clock), host: endpoint.host, failure: null }
        await keep(folder, answer)
        return answer
      } catch (error) {
        const isTheirs = error instanceof ToolError && error.error_code !== 'vision_image_too_large' && !signal.aborted
        if (isTheirs) last = { at: timestamp(clock), host: endpoint.host, failure: error }
        throw error
      } finally {
        onStatus()
      }
    },
    described: async (folder) => {
      const text = await readFile(join(folder, FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null
        throw error
      })
      return text === null ? null : Kept.parse(JSON.parse(text))
    },
  }
}

async function keep(folder: string, answer: VisionAnswer): Promise<void> {
  const temporary = join(folder, `${FILE}.tmp`)
  await writeFile(temporary, JSON.stringify(answer))
  await rename(temporary, join(folder, FILE))
}
