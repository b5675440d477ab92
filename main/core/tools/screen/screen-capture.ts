import * as z from 'zod'
import { Sha256, Timestamp } from '../../../../contract/ids.ts'
import type { Tool, ToolOutput } from '../tool.ts'
import { captureInterrupted } from './screen-failures.ts'
import type { ScreenPort, Shot } from './screen-port.ts'
import { ScreenTarget, targetWords } from './screen-target.ts'

const Args = z.strictObject({ target: ScreenTarget })

const Result = z.strictObject({
  way: z.string(),
  pictures: z.array(
    z.strictObject({ artifact_sha256: Sha256, width: z.int(), height: z.int(), captured_at: Timestamp }),
  ),
})
type Output = ToolOutput<z.infer<typeof Result>>

/** A picture of the screen as evidence. */
export function createScreenCapture(screen: ScreenPort): Tool<z.infer<typeof Args>, z.infer<typeof Result>> {
  function kept(shots: readonly Shot[]): Output {
    return {
      result: {
        way: screen.way(),
        pictures: shots.map(({ sha256, width, height, captured_at }) => ({
          ...{ artifact_sha256: sha256, width, height, captured_at },
        })),
      },
      artifacts: shots.map(({ file, captured_at }, index) => ({
        ...{ path: shots.length === 1 ? 'capture.png' : `capture-${index + 1}.png`, file, media_type: 'image/png' },
        ...{ captured_at, source: 'tool:screen.capture', link: null },
      })),
    }
  }
  return {
    name: 'screen.capture',
    title: 'Picture of the screen',
    description:
      'Takes a picture of the whole screen, one display, one window or a region, and keeps it as evidence. Changes nothing else.',
    side_effect_level: 'read_only',
    args: Args,
    result: Result,
    example: { target: { kind: 'all' } },
    timeout_ms: 90_000,
    grace_ms: 2000,
    status: screen.status,
    summary: ({ target }) => `Take a picture of ${targetWords(target)}`,
    run: async ({ target }, context) => kept(await screen.capture(target, await context.workFolder(), context.signal)),
    recover: async (_args, context) => {
      const shots = await screen.captured(await context.workFolder())
      if (shots.length === 0) throw captureInterrupted()
      return kept(shots)
    },
    left: async (_args, context) => kept(await screen.captured(await context.workFolder())).artifacts,
  }
}
