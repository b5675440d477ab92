import * as z from 'zod'
import { Sha256 } from '../../../../contract/ids.ts'
import { type Clock, timestamp } from '../../kernel/clock.ts'
import { sha256 } from '../../kernel/sha256.ts'
import { alwaysReady } from '../always-ready.ts'
import { mediaUnsupported } from '../screen/picture-failures.ts'
import type { PicturePort } from '../screen/picture-port.ts'
import type { FoundArtifact, Tool, ToolContext, ToolOutput } from '../tool.ts'

const Args = z.strictObject({
  a_sha256: Sha256,
  b_sha256: Sha256,
  tolerance: z
    .number()
    .min(0)
    .max(1)
    .exactOptional()
    .meta({ description: 'how much a pixel may differ and still count as the same; 0 when left out' }),
})
type Args = z.infer<typeof Args>

const Result = z.strictObject({
  width: z.int(),
  height: z.int(),
  changed_pixels: z.int().min(0),
  total_pixels: z.int().min(1),
  changed_fraction: z.number().min(0).max(1),
  difference_sha256: Sha256,
})
type Output = ToolOutput<z.infer<typeof Result>>

/** Which pixels of two captures differ, with a picture of the difference. */
export function createVisionCompare(
  pictures: Pick<PicturePort, 'compare'>,
  clock: Clock,
): Tool<Args, z.infer<typeof Result>> {
  async function pictureOf(sha: Sha256, context: ToolContext): Promise<FoundArtifact> {
    const { media_type } = (await context.artifact(sha)).artifact
    if (media_type !== 'image/png') throw mediaUnsupported(media_type, 'image/png')
    return context.copyOf(sha)
  }

  async function run({ a_sha256, b_sha256, tolerance }: Args, context: ToolContext): Promise<Output> {
    const [a, b] = [await pictureOf(a_sha256, context), await pictureOf(b_sha256, context)]
    const made = await pictures.compare(a.file, b.file, tolerance ?? 0, context.signal)
    const { width, height, changed_pixels, png } = made
    const total_pixels = width * height
    const isReported = [a, b].some(({ artifact }) => artifact.trust === 'reported')
    const difference = {
      ...{ path: 'difference.png', bytes: png, media_type: 'image/png', captured_at: timestamp(clock) },
      ...{ source: 'tool:vision.compare', link: null, parent_sha256: a_sha256 },
      ...(isReported ? { trust: 'reported' as const } : {}),
    }
    const changed_fraction = changed_pixels / total_pixels
    const result = { width, height, changed_pixels, total_pixels, changed_fraction, difference_sha256: sha256(png) }
    return { result, artifacts: [difference] }
  }

  return {
    name: 'vision.compare',
    title: 'Difference of two pictures',
    description:
      'Counts the pixels that differ between two PNG artifacts of the task and keeps a picture of the difference. Changes nothing else.',
    side_effect_level: 'read_only',
    args: Args,
    result: Result,
    example: { a_sha256: sha256('before'), b_sha256: sha256('after') },
    timeout_ms: 120_000,
    grace_ms: 2000,
    status: alwaysReady,
    summary: ({ a_sha256, b_sha256 }) => `Compare ${a_sha256.slice(0, 12)} with ${b_sha256.slice(0, 12)}`,
    run,
    // It makes the same of the same, and nothing outside hears of it.
    recover: run,
  }
}
