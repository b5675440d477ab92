import * as z from 'zod'
import { Sha256 } from '../../../../contract/ids.ts'
import type { ArtifactDraft } from '../../evidence/evidence-store.ts'
import { type Tool, type ToolContext, ToolError, type ToolOutput } from '../tool.ts'
import { recordingCut, recordingLost } from './record-failures.ts'
import type { FilmFacts, Leftover, RecorderPort, Recording } from './recorder-port.ts'
import { ScreenTarget, targetWords } from './screen-target.ts'
import { isWhole } from './whole-film.ts'

const MAX_SECONDS = 600

const Args = z.strictObject({
  target: ScreenTarget,
  seconds: z.int().min(1).max(MAX_SECONDS),
  fps: z.int().min(1).max(60).meta({ description: 'pictures in a second' }),
})
type Args = z.infer<typeof Args>

const Result = z.strictObject({
  artifact_sha256: Sha256,
  bytes: z.int(),
  width: z.int(),
  height: z.int(),
  seconds: z.number(),
  frames: z.int(),
})
type Output = ToolOutput<z.infer<typeof Result>>

const SOURCE = 'tool:screen.record'
/** For reading, packing and hashing what was recorded. */
const AFTERWARDS_MS = 120_000

/** A film of the screen as evidence: a bounded time, an MP4 that was read back. What is cut short is kept as a partial MKV. */
export function createScreenRecord(recorder: RecorderPort): Tool<Args, z.infer<typeof Result>> {
  async function finished(folder: string, left: Leftover, signal: AbortSignal): Promise<Output> {
    const recording: Recording = await recorder.finish(folder, signal)
    const { file, sha256, bytes, width, height, seconds, frames } = recording
    const artifact: ArtifactDraft = {
      ...{ path: 'recording.mp4', file, media_type: 'video/mp4', captured_at: left.started_at },
      ...{ source: SOURCE, link: null },
    }
    return { result: { artifact_sha256: sha256, bytes, width, height, seconds, frames }, artifacts: [artifact] }
  }

  /** The failure, with what there is of the film. */
  async function failed(error: unknown, folder: string): Promise<unknown> {
    const left = await recorder.leftover(folder)
    if (left === null || !(error instanceof Error)) return error
    const told = error instanceof ToolError ? error : recordingLost(error)
    const { error_code, message, remediation_hint } = told
    return new ToolError(error_code, message, remediation_hint, { cause: error, artifacts: [partOf(left)] })
  }

  async function run({ seconds, ...order }: Args, context: ToolContext): Promise<Output> {
    const folder = await context.workFolder()
    const onProgress = (done: number): void =>
      context.progress(Math.min(1, done / seconds), `${Math.floor(done)} of ${seconds} s recorded`)
    try {
      const { full_at } = await recorder.record({ ...order, seconds }, folder, onProgress, context.signal)
      const left = await recorder.leftover(folder)
      const film: FilmFacts | null = left?.film ?? null
      if (left === null || film === null || !isWhole(film, { seconds, fps: order.fps }))
        throw recordingCut(film, seconds, full_at)
      return await finished(folder, left, context.signal)
    } catch (error) {
      throw await failed(error, folder)
    }
  }

  return {
    name: 'screen.record',
    title: 'Film of the screen',
    description: `Records the screen, a display, a window or a region for up to ${MAX_SECONDS} s, and keeps the film as evidence. Changes nothing else.`,
    side_effect_level: 'read_only',
    args: Args,
    result: Result,
    example: { target: { kind: 'all' }, seconds: 10, fps: 10 },
    timeout_ms: MAX_SECONDS * 1000 + AFTERWARDS_MS,
    grace_ms: 20_000,
    status: recorder.status,
    summary: ({ target, seconds }) => `Record ${targetWords(target)} for ${seconds} s`,
    run,
    recover: async ({ seconds, fps }, context) => {
      const folder = await context.workFolder()
      const left = await recorder.leftover(folder)
      if (left === null) throw recordingLost(null)
      try {
        if (left.film === null || !isWhole(left.film, { seconds, fps })) throw recordingCut(left.film, seconds, null)
        return await finished(folder, left, context.signal)
      } catch (error) {
        throw await failed(error, folder)
      }
    },
    left: async (_args, context) => {
      const left = await recorder.leftover(await context.workFolder())
      return left === null ? [] : [partOf(left)]
    },
  }
}

const partOf = ({ file, started_at }: Leftover): ArtifactDraft => ({
  ...{ path: 'recording-part.mkv', file, media_type: 'video/x-matroska', captured_at: started_at },
  ...{ source: SOURCE, link: null, partial: true },
})
