import * as z from 'zod'
import { Sha256 } from '../../../../contract/ids.ts'
import { type Clock, timestamp } from '../../kernel/clock.ts'
import { pngSize } from '../../kernel/png-size.ts'
import { sha256 } from '../../kernel/sha256.ts'
import { type Tool, ToolError } from '../tool.ts'
import { CurrentScene, Screenshot } from './obs-answers.ts'
import type { ObsDesk } from './obs-desk.ts'
import type { ObsToolParts } from './obs-tool-parts.ts'

const Args = z.strictObject({
  source: z
    .string()
    .min(1)
    .max(300)
    .exactOptional()
    .meta({ description: 'a scene or a source; left out: the scene that is shown' }),
  width: z.int().min(8).max(4096).exactOptional().meta({ description: 'in pixels; left out: as it is' }),
})
type Args = z.infer<typeof Args>
const Result = z.strictObject({
  source: z.string(),
  sha256: Sha256,
  bytes: z.int(),
  width: z.int(),
  height: z.int(),
})
type Result = z.infer<typeof Result>

export interface ScreenshotParts extends ObsToolParts {
  readonly desk: ObsDesk
  readonly clock: Clock
}

const PREFIX = 'data:image/png;base64,'

/** Keeps what a source shows now as a picture. */
export function createObsScreenshot({ desk, clock, status }: ScreenshotParts): Tool<Args, Result> {
  const run: Tool<Args, Result>['run'] = async ({ source, width }, { signal }) => {
    const sourceName =
      source ?? (await desk.ask(CurrentScene, 'GetCurrentProgramScene', {}, signal)).currentProgramSceneName
    const asked = { sourceName, imageFormat: 'png', ...(width === undefined ? {} : { imageWidth: width }) }
    const { imageData } = await desk.ask(Screenshot, 'GetSourceScreenshot', asked, signal)
    const captured_at = timestamp(clock)
    const bytes = imageData.startsWith(PREFIX) ? Buffer.from(imageData.slice(PREFIX.length), 'base64') : Buffer.alloc(0)
    const size = pngSize(bytes)
    if (size === null) throw noPicture()
    const result = { source: sourceName, sha256: sha256(bytes), bytes: bytes.length, ...size }
    const artifact = {
      ...{ path: 'screenshot.png', bytes, media_type: 'image/png', captured_at, source: 'obs:screenshot', link: null },
    }
    return { result, artifacts: [artifact] }
  }
  return {
    name: 'obs.screenshot',
    title: 'Picture of a source',
    description: 'Takes a picture of what a scene or source of OBS Studio shows now, and keeps it as evidence.',
    side_effect_level: 'read_only',
    args: Args,
    example: {},
    result: Result,
    timeout_ms: 60_000,
    grace_ms: 0,
    status,
    summary: ({ source }) => `Take a picture of ${source === undefined ? 'the scene that OBS shows' : `"${source}"`}`,
    run,
    recover: run,
  }
}

const noPicture = (): ToolError =>
  new ToolError('obs_no_picture', 'OBS answered with no picture.', 'Look whether the source shows anything in OBS.')
