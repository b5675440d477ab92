import * as z from 'zod'
import { Sha256, Timestamp } from '../../../../contract/ids.ts'
import { canonicalJson } from '../../kernel/canonical-json.ts'
import { type Clock, timestamp } from '../../kernel/clock.ts'
import { sha256 } from '../../kernel/sha256.ts'
import { alwaysReady } from '../always-ready.ts'
import type { Tool } from '../tool.ts'

const MAX_BODY_BYTES = 20_000

const Args = z.strictObject({
  title: z.string().min(1).max(200),
  body: z
    .string()
    .refine((text) => Buffer.byteLength(text) <= MAX_BODY_BYTES, `the body has at most ${MAX_BODY_BYTES} bytes`)
    .meta({ description: `at most ${MAX_BODY_BYTES} bytes of UTF-8` }),
  target: z.enum(['blog', 'release_notes', 'social']),
})

const Result = z.strictObject({
  published: z.literal(false),
  target: Args.shape.target,
  body_sha256: Sha256,
  would_publish_at: Timestamp,
})

/** Goes through everything that publishing goes through, and publishes nothing: it leaves a receipt as evidence. */
export function createPublishDryRun(clock: Clock): Tool<z.infer<typeof Args>, z.infer<typeof Result>> {
  return {
    name: 'file.publish_dry_run',
    title: 'Publish a text (dry run)',
    description:
      'Does all that publishing takes, the approval included, and writes a receipt. Nothing leaves this machine.',
    side_effect_level: 'external_publish',
    args: Args,
    result: Result,
    example: { title: 'Release 1.0', body: 'The first release.', target: 'blog' },
    timeout_ms: 10_000,
    grace_ms: 0,
    status: alwaysReady,
    summary: ({ title, target }) => `Publish "${title}" to ${target} (dry run)`,
    run: async ({ title, body, target }, { call_id, task, correlation_id }) => {
      const now = timestamp(clock)
      const result = { published: false as const, target, body_sha256: sha256(body), would_publish_at: now }
      const receipt = { ...result, title, call_id, task_id: task.task_id, correlation_id }
      const bytes = Buffer.from(`${canonicalJson(receipt)}\n`)
      const artifact = {
        ...{ path: 'receipt.json', bytes, media_type: 'application/json', captured_at: now },
        ...{ source: 'tool:file.publish_dry_run', link: null },
      }
      return { result, artifacts: [artifact] }
    },
  }
}
