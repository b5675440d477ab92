import * as z from 'zod'
import { Timestamp } from '../../../../contract/ids.ts'
import { type Clock, timestamp } from '../../kernel/clock.ts'
import { type Tool, type ToolContext, ToolError, type ToolOutput } from '../tool.ts'
import { hasFirstPicture } from './first-picture.ts'
import { RecordDirectory, RecordStatus } from './obs-answers.ts'
import type { ObsDesk } from './obs-desk.ts'
import type { ObsToolParts } from './obs-tool-parts.ts'
import type { ObsTrack } from './obs-track.ts'
import { isTurn } from './output-events.ts'
import { recordingActive, recordingNotStarted, refusedCode } from './recording-errors.ts'
import type { RecordingFiles } from './recording-files.ts'
import type { RecordingWatch } from './recording-watch.ts'
import { recordingArtifact } from './take-recording.ts'

const Args = z.strictObject({})
const Result = z.strictObject({
  recording: z.literal(true),
  /** Null when the console died before OBS told it. */
  path: z.string().max(4000).nullable(),
  started_at: Timestamp,
})
type Result = z.infer<typeof Result>

export interface RecordStartParts extends ObsToolParts {
  readonly desk: ObsDesk
  readonly track: ObsTrack
  readonly files: RecordingFiles
  readonly watch: RecordingWatch
  readonly clock: Clock
}

/** OBS answers before it tries, and tells nothing when it cannot. In milliseconds. */
const FIRST_WAIT_MS = 2000
const SECOND_WAIT_MS = 5000
/** A start that follows a stop more closely than this can be lost. */
const AFTER_STOP_MS = 300
/** How far the clocks of OBS and of ours, and the way between them, may make a recording look older than the question for it. */
const SLACK_MS = 3000
const NOTE = 'record-start.json'
const Note = z.object({ asked_ms: z.number(), path: z.string().nullable(), started_ms: z.number().nullable() })
type Note = z.infer<typeof Note>

/** Begins a recording, and says so only when OBS told that it has begun. */
export function createRecordStart(parts: RecordStartParts): Tool<z.infer<typeof Args>, Result> {
  const { desk, track, files, watch, clock } = parts

  async function write(context: ToolContext, note: Note): Promise<void> {
    await files.writeNote(await context.workFolder(), NOTE, note)
  }

  function begun(context: ToolContext, path: string | null, startedMs: number): ToolOutput<Result> {
    const { call_id, correlation_id } = context
    const { task_id } = context.task
    watch.began({ call_id, task_id, correlation_id, path, began_ms: startedMs })
    const started_at = timestamp({ now: () => startedMs })
    return { result: { recording: true, path, started_at }, artifacts: [] }
  }

  /** Null: OBS did not come to record. A start that it lost, of which it tells nothing at all, is asked for once more. */
  async function begin(signal: AbortSignal): Promise<{ readonly path: string | null } | null> {
    const expected = desk.expect(isTurn('RecordStateChanged', 'STARTED', 'STOPPED'))
    try {
      await desk.tell('StartRecord', {}, signal)
      const first = await expected.within(FIRST_WAIT_MS, signal)
      if (first !== null) return first.turn === 'STARTED' ? first : null
      // A second question while it tries brings OBS 29 down.
      if (track.startingSinceMs() === null) {
        await desk.pause(AFTER_STOP_MS, signal)
        await desk.tell('StartRecord', {}, signal).catch((error: unknown) => {
          // The first question did reach it after all.
          if (refusedCode(error) !== 500) throw error
        })
      }
      const second = await expected.within(SECOND_WAIT_MS, signal)
      return second?.turn === 'STARTED' ? second : null
    } finally {
      expected.end()
    }
  }

  async function recover(context: ToolContext): Promise<ToolOutput<Result>> {
    const note = Note.safeParse(await files.readNote(await context.workFolder(), NOTE)).data
    if (note === undefined) throw recordingNotStarted('the console died before it asked')
    try {
      const now = await desk.ask(RecordStatus, 'GetRecordStatus', {}, context.signal)
      const beganMs = clock.now() - now.outputDuration
      if (!now.outputActive) throw recordingNotStarted('when the console came back, nothing was recorded')
      if (beganMs < note.asked_ms - SLACK_MS)
        throw recordingNotStarted('what it records began before it was asked for this')
      return begun(context, note.path, note.started_ms ?? beganMs)
    } catch (error) {
      throw await withPartial(error, note.path)
    }
  }

  async function withPartial(error: unknown, path: string | null): Promise<unknown> {
    if (!(error instanceof ToolError) || path === null) return error
    const found = await files.look(path)
    if ('fault' in found) return error
    const about = { name: 'recording-partial', captured_at: timestamp(clock), source: 'obs:recording', partial: true }
    const artifacts = [recordingArtifact(path, found.ending, about)]
    return new ToolError(error.error_code, error.message, error.remediation_hint, { cause: error, artifacts })
  }

  return {
    name: 'obs.record.start',
    title: 'Start recording',
    description:
      'Starts a recording in OBS Studio. Done only when OBS told that it records; from then on it is watched.',
    side_effect_level: 'local_write',
    args: Args,
    example: {},
    result: Result,
    timeout_ms: 60_000,
    grace_ms: 0,
    status: parts.status,
    summary: () => 'Start recording in OBS Studio',
    run: async (_, context) => {
      const { signal } = context
      const before = await desk.ask(RecordStatus, 'GetRecordStatus', {}, signal)
      if (before.outputActive) throw recordingActive()
      const since = track.startingSinceMs()
      if (since !== null) throw clock.now() - since > SECOND_WAIT_MS ? stuck() : recordingActive()
      const { recordDirectory } = await desk.ask(RecordDirectory, 'GetRecordDirectory', {}, signal)
      const fault = await files.folderFault(recordDirectory)
      if (fault !== null) throw folderUnusable(recordDirectory, fault)
      const asked_ms = clock.now()
      await write(context, { asked_ms, path: null, started_ms: null })
      await desk.pause(Math.max(0, track.lastStopMs() + AFTER_STOP_MS - asked_ms), signal)
      const turn = await begin(signal).catch((error: unknown) => {
        throw refusedCode(error) === 500 ? recordingActive() : error
      })
      if (turn === null) throw recordingNotStarted('it answered, and never told that a recording began')
      const started_ms = clock.now()
      await write(context, { asked_ms, path: turn.path, started_ms })
      const output = begun(context, turn.path, started_ms)
      // Whoever ends it next shall be able to. If there comes none, the watch tells.
      await hasFirstPicture(desk, signal)
      return output
    },
    recover: (_, context) => recover(context),
  }
}

const stuck = (): ToolError =>
  new ToolError(
    'obs_recording_stuck',
    'OBS said that it begins to record, and never did. Asking it again can bring it down.',
    'Restart OBS Studio.',
  )

const folderUnusable = (folder: string, fault: string): ToolError =>
  new ToolError(
    'obs_folder_unusable',
    `OBS records into ${folder}, which ${fault}.`,
    'Make the folder, or choose another one with obs.record.folder.set or in OBS (Settings, Output).',
  )
