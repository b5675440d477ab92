import * as z from 'zod'
import { Sha256, Timestamp } from '../../../../contract/ids.ts'
import type { ArtifactDraft } from '../../evidence/evidence-store.ts'
import { type Clock, timestamp } from '../../kernel/clock.ts'
import { type Tool, type ToolContext, ToolError, type ToolOutput } from '../tool.ts'
import { type ArmBook, armStale } from './arm-book.ts'
import { hasFirstPicture } from './first-picture.ts'
import { RecordStatus, StoppedRecord } from './obs-answers.ts'
import type { ObsDesk } from './obs-desk.ts'
import type { ObsToolParts } from './obs-tool-parts.ts'
import type { ObsTrack } from './obs-track.ts'
import { isTurn } from './output-events.ts'
import { boundRecording } from './record-arming.ts'
import { recordingIdle, refusedCode } from './recording-errors.ts'
import type { RecordingFiles } from './recording-files.ts'
import type { RecordingWatch } from './recording-watch.ts'
import { recordingArtifact, type TakenRecording, takeRecording } from './take-recording.ts'

const Args = z.strictObject({ arm_id: z.string().max(64) })
const Copy = z.strictObject({ sha256: Sha256, bytes: z.int().min(0) })
const Result = z.strictObject({
  path: z.string().max(4000),
  ...Copy.shape,
  duration_s: z.number().min(0),
  frames: z.int().min(0),
  video: z.strictObject({ codec: z.string(), width: z.int(), height: z.int() }).nullable(),
  audio_codec: z.string().nullable(),
  /** The same pictures and sound as MP4; null when there is none. */
  mp4: Copy.nullable(),
  /** Why there is none, in words; null when there is one, or none was to be made. */
  mp4_fault: z.string().max(300).nullable(),
  stopped_at: Timestamp,
})
type Result = z.infer<typeof Result>

export interface RecordStopParts extends ObsToolParts {
  readonly desk: ObsDesk
  readonly track: ObsTrack
  readonly files: RecordingFiles
  readonly watch: RecordingWatch
  readonly arms: ArmBook
  readonly clock: Clock
}

/** OBS answers at once; its file is complete when it tells that it has stopped. In milliseconds. */
const STOPPED_MS = 30_000
const LOOK_MS = 500
const NOTE = 'record-stop.json'
/** How long OBS may take to be seen to stop, when nobody knows whether it was asked to. */
const ASKED_MS = 5000
/** `answered`: OBS took the question. */
const Note = z.object({ path: z.string().nullable(), answered: z.boolean() })
const SOURCE = 'obs:recording'

/** Ends the recording that was armed, and keeps its file once it was looked at. */
export function createRecordStop(parts: RecordStopParts): Tool<z.infer<typeof Args>, Result> {
  const { desk, track, files, watch, arms, clock } = parts

  async function stop(context: ToolContext): Promise<string> {
    const { signal } = context
    const expected = desk.expect(isTurn('RecordStateChanged', 'STOPPED'))
    try {
      const { outputPath } = await desk.ask(StoppedRecord, 'StopRecord', {}, signal)
      await files.writeNote(await context.workFolder(), NOTE, { path: outputPath, answered: true })
      context.progress(null, 'OBS finishes the file')
      const turn = await expected.within(STOPPED_MS, signal)
      if (turn === null) throw notStopped()
      return turn.path ?? outputPath
    } catch (error) {
      throw refusedCode(error) === 501 ? recordingIdle() : error
    } finally {
      expected.end()
    }
  }

  /** When it is cut short, what there is stays evidence. */
  async function keep(path: string, context: ToolContext): Promise<ToolOutput<Result>> {
    try {
      return await verifyAndKeep(path, context)
    } catch (error) {
      const found = context.signal.aborted ? await files.look(path) : { fault: '' }
      if ('fault' in found) throw error
      const about = { name: 'recording', captured_at: timestamp(clock), source: SOURCE, partial: true }
      throw cutShort(error, recordingArtifact(path, found.ending, about))
    }
  }

  async function verifyAndKeep(path: string, context: ToolContext): Promise<ToolOutput<Result>> {
    const { signal } = context
    const stopped_at = timestamp(clock)
    context.progress(null, 'The file is verified')
    const taken = await takeRecording(
      parts,
      { path, name: 'recording', captured_at: stopped_at, source: SOURCE },
      signal,
    )
    const mp4 = await asMp4(taken, context, stopped_at)
    const { artifact, ...facts } = taken
    if (mp4 === null || 'fault' in mp4)
      return { result: { ...facts, mp4: null, mp4_fault: mp4?.fault ?? null, stopped_at }, artifacts: [artifact] }
    const copy = { sha256: mp4.sha256, bytes: mp4.bytes }
    return { result: { ...facts, mp4: copy, mp4_fault: null, stopped_at }, artifacts: [artifact, mp4.artifact] }
  }

  /** What there is stays evidence, whatever becomes of its copy. Null: none is to be made. */
  async function asMp4(taken: TakenRecording, context: ToolContext, captured_at: string) {
    if (taken.artifact.media_type !== 'video/x-matroska') return null
    context.progress(null, 'The recording is copied into an MP4 file')
    const made = await files.remux(taken.path, await context.workFolder(), taken.frames, context.signal)
    if ('fault' in made) return made
    const { file } = made
    const { sha256, bytes } = await files.hash(file, context.signal)
    const artifact: ArtifactDraft = {
      ...{ path: 'recording.mp4', media_type: 'video/mp4', captured_at, source: 'obs:recording remuxed' },
      ...{ link: null, file, parent_sha256: taken.sha256 },
    }
    return { sha256, bytes, artifact }
  }

  async function recover(context: ToolContext): Promise<ToolOutput<Result>> {
    const note = Note.safeParse(await files.readNote(await context.workFolder(), NOTE)).data
    if (note === undefined) throw notAsked()
    const path = note.path ?? watch.pathOfOwn()
    for (let waited = 0; await stillRecords(context.signal); waited += LOOK_MS) {
      if (waited >= (note.answered ? STOPPED_MS : ASKED_MS)) throw notAsked()
      await desk.pause(LOOK_MS, context.signal)
    }
    if (path === null) throw pathUnknown()
    return keep(path, context)
  }

  /** What cannot be asked any more does not record for us: its file is looked at. */
  async function stillRecords(signal: AbortSignal): Promise<boolean> {
    try {
      return (await desk.ask(RecordStatus, 'GetRecordStatus', {}, signal)).outputActive
    } catch (error) {
      if (signal.aborted) throw error
      return false
    }
  }

  return {
    name: 'obs.record.stop',
    title: 'Stop recording',
    description:
      'Stops the recording that obs.arm saw, waits for its file to be complete, verifies it and keeps it as evidence, with a copy as MP4.',
    side_effect_level: 'local_write',
    args: Args,
    example: { arm_id: 'arm-0123456789abcdef01234567' },
    result: Result,
    timeout_ms: 600_000,
    grace_ms: 5000,
    room: 'unasked',
    status: parts.status,
    summary: () => 'Stop the recording in OBS Studio that was armed',
    run: async ({ arm_id }, context) => {
      const arm = arms.take(arm_id, 'record.stop', context.task.task_id)
      const now = await desk.ask(RecordStatus, 'GetRecordStatus', {}, context.signal)
      if (!now.outputActive) throw armStale('OBS does not record any more')
      if (boundRecording(track) !== arm.bound_to) throw armStale('OBS began another recording, or was away meanwhile')
      const known = track.recording()?.path ?? watch.pathOfOwn()
      await files.writeNote(await context.workFolder(), NOTE, { path: known, answered: false })
      // Without any there is nothing better to be done than to stop it.
      await hasFirstPicture(desk, context.signal)
      return watch.whileStopping(async () => keep(await stop(context), context))
    },
    recover: (_, context) => watch.whileStopping(() => recover(context)),
  }
}

const LOOK = 'Look at obs.status, and at the file in the recording folder.'

const notStopped = (): ToolError =>
  new ToolError('obs_recording_not_stopped', 'OBS took the question and never told that it stopped.', LOOK)

const cutShort = (cause: unknown, artifact: ArtifactDraft): ToolError =>
  new ToolError('obs_file_unverified', 'The call ended before its file was verified.', LOOK, {
    cause,
    artifacts: [artifact],
  })

const notAsked = (): ToolError =>
  new ToolError(
    'obs_recording_not_stopped',
    'The console died in the middle of it, and OBS records on. It is not asked again by itself.',
    'Arm it anew with obs.arm, and stop it.',
  )

const pathUnknown = (): ToolError =>
  new ToolError('obs_file_missing', 'The recording has ended, and nobody knows where its file is.', LOOK)
