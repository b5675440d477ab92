import * as z from 'zod'
import { Sha256 } from '../../../../contract/ids.ts'
import { canonicalJson } from '../../kernel/canonical-json.ts'
import { type Clock, timestamp } from '../../kernel/clock.ts'
import { sha256 } from '../../kernel/sha256.ts'
import { mediaUnsupported } from '../screen/picture-failures.ts'
import type { Tool, ToolContext, ToolOutput } from '../tool.ts'
import { visionUnknown } from './vision-failures.ts'
import type { VisionAnswer, VisionPort } from './vision-port.ts'

const Args = z.strictObject({
  artifact_sha256: Sha256,
  prompt: z.string().trim().min(1).max(4000),
})
type Args = z.infer<typeof Args>

const Result = z.strictObject({
  trust: z.literal('reported'),
  text: z.string(),
  cut: z.boolean(),
  model: z.string(),
  answered_by: z.string().nullable(),
  endpoint: z.string(),
  parent_sha256: Sha256,
  artifact_sha256: Sha256,
})
type Output = ToolOutput<z.infer<typeof Result>>

const MEDIA = ['image/png', 'image/jpeg', 'image/webp']
/** Longer than any time limit that the settings allow. */
const TIMEOUT_MS = 660_000

/** What a model says of a picture of the task. It is kept as somebody else's words: `reported`, checked by nobody. */
export function createVisionDescribe(vision: VisionPort, clock: Clock): Tool<Args, z.infer<typeof Result>> {
  function kept({ artifact_sha256, prompt }: Args, answer: VisionAnswer): Output {
    const facts = { ...answer, trust: 'reported' as const, parent_sha256: artifact_sha256 }
    const bytes = Buffer.from(`${canonicalJson({ ...facts, prompt })}\n`)
    const artifact = {
      ...{ path: 'description.json', bytes, media_type: 'application/json', captured_at: timestamp(clock) },
      ...{ source: `vision:${answer.endpoint}`.slice(0, 200), link: null, parent_sha256: artifact_sha256 },
      trust: 'reported' as const,
    }
    return { result: { ...facts, artifact_sha256: sha256(bytes) }, artifacts: [artifact] }
  }

  return {
    name: 'vision.describe',
    title: 'What a model says of a picture',
    description:
      'Sends a picture of the task with a question to the configured OpenAI-compatible endpoint and keeps the answer as evidence marked "reported". It counts as external_notify even on this machine: the picture leaves the console to another program.',
    side_effect_level: 'external_notify',
    args: Args,
    result: Result,
    example: { artifact_sha256: sha256(''), prompt: 'Is there an error message in this picture? Quote it.' },
    timeout_ms: TIMEOUT_MS,
    grace_ms: 1000,
    status: vision.status,
    summary: ({ artifact_sha256, prompt }) =>
      `Ask a model about ${artifact_sha256.slice(0, 12)}: ${prompt.slice(0, 80)}`,
    run: async (args: Args, context: ToolContext) => {
      const { artifact, file } = await context.artifact(args.artifact_sha256)
      if (!MEDIA.includes(artifact.media_type)) throw mediaUnsupported(artifact.media_type, MEDIA.join(', '))
      const question = { file, sha256: artifact.sha256, media_type: artifact.media_type, prompt: args.prompt }
      return kept(args, await vision.describe(question, await context.workFolder(), context.signal))
    },
    recover: async (args, context) => {
      const answer = await vision.described(await context.workFolder())
      if (answer === null) throw visionUnknown()
      return kept(args, answer)
    },
    left: async (args, context) => {
      const answer = await vision.described(await context.workFolder())
      return answer === null ? [] : kept(args, answer).artifacts
    },
  }
}
