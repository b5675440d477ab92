import { type Clock, timestamp } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/logger.ts'
import type { Timers } from '../../kernel/timers.ts'
import type { RunIndex } from '../run-index.ts'
import type { Loss } from './lost-recording.ts'
import { RecordStatus } from './obs-answers.ts'
import type { ObsDesk } from './obs-desk.ts'
import type { ObsHappening, ObsLink } from './obs-link.ts'
import { turnOf } from './output-events.ts'
import { isStopUnderWay, type OwnRecording, unendedRecording } from './own-recording.ts'
import type { RecordingFiles } from './recording-files.ts'

/** Notices when a recording that a call began ends without being asked to. */
export interface RecordingWatch {
  began(recording: OwnRecording): void
  /** While `work` runs, an end of the recording that is watched now is what was asked for; of one that begins meanwhile it is not. */
  whileStopping<T>(work: () => Promise<T>): Promise<T>
  pathOfOwn(): string | null
  /** The one that was lost last since the console started, until the next begins. */
  lastLoss(): { readonly at: string; readonly loss: Loss } | null
  /** Takes up the watch over a recording that an earlier process began. */
  start(): void
  /** Resolves when what was begun is done. */
  close(): Promise<void>
}

export interface RecordingWatchParts {
  readonly link: ObsLink
  readonly desk: Pick<ObsDesk, 'ask'>
  readonly files: Pick<RecordingFiles, 'look'>
  readonly runs: Pick<RunIndex, 'page' | 'running'>
  /** Was the loss of this one reported by an earlier process? */
  readonly wasReported: (recording: OwnRecording) => Promise<boolean>
  readonly report: (recording: OwnRecording, loss: Loss) => Promise<void>
  readonly onChange: () => void
  readonly settings: () => { readonly health_seconds: number; readonly stall_seconds: number }
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
}

/** The muxer of an OBS that died writes what it still has; the file is looked at again after so many milliseconds. */
const STILL_MS = 2000

export function createRecordingWatch(parts: RecordingWatchParts): RecordingWatch {
  const { link, desk, files, clock, timers, logger } = parts
  const closing = new AbortController()
  let own: OwnRecording | null = null
  const stopping = new Set<OwnRecording>()
  let last: ReturnType<RecordingWatch['lastLoss']> = null
  let underWay: Promise<void> = Promise.resolve()
  let cancelLook = (): void => undefined
  let cancelStill = (): void => undefined
  /** Bytes of the file when it was last seen to grow. */
  let grown = { file: -1, at_ms: 0 }

  function watchOver(recording: OwnRecording): void {
    own = recording
    grown = { file: -1, at_ms: clock.now() }
    lookLater()
  }

  function lost(recording: OwnRecording, loss: Loss): void {
    if (own !== recording || stopping.has(recording) || closing.signal.aborted) return
    own = null
    cancelLook()
    last = { at: timestamp(clock), loss }
    parts.onChange()
    underWay = underWay.then(() => parts.report(recording, loss))
  }

  async function sizeOf({ path }: OwnRecording): Promise<number> {
    const found = path === null ? null : await files.look(path)
    return found === null || 'fault' in found ? -1 : found.bytes
  }

  function inBackground(work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      if (!closing.signal.aborted) logger.warn({ err: error }, 'a recording could not be looked at')
    })
  }

  function lookLater(): void {
    cancelLook()
    cancelLook = timers.after(parts.settings().health_seconds * 1000, () => {
      inBackground(look)
      lookLater()
    })
  }

  /** OBS may say that it writes while nothing comes into the file: the file itself is looked at. */
  async function look(): Promise<void> {
    const recording = own
    if (recording === null || link.health().state !== 'on' || stopping.has(recording)) return
    const status = await desk.ask(RecordStatus, 'GetRecordStatus', {}, closing.signal)
    if (!status.outputActive) return lost(recording, 'ended_unseen')
    const bytes = await sizeOf(recording)
    const now = clock.now()
    if (recording.path === null || bytes !== grown.file || status.outputPaused) {
      grown = { file: bytes, at_ms: now }
      return
    }
    if (now - grown.at_ms >= parts.settings().stall_seconds * 1000) lost(recording, 'file_not_written')
  }

  /** Nobody listens there any more. Whether OBS is gone with its connection is told by the file. */
  async function lookWhetherGone(recording: OwnRecording): Promise<void> {
    const before = await sizeOf(recording)
    cancelStill()
    cancelStill = timers.after(STILL_MS, () =>
      inBackground(async () => {
        if (link.health().state === 'lost' && (await sizeOf(recording)) === before) lost(recording, 'obs_gone')
      }),
    )
  }

  function hear(happening: ObsHappening): void {
    const recording = own
    if (recording === null) return
    if (happening.kind === 'opened') inBackground(look)
    if (happening.kind === 'lost' && happening.problem.kind === 'unreachable')
      inBackground(() => lookWhetherGone(recording))
    if (happening.kind !== 'told') return
    const turn = turnOf('RecordStateChanged', happening.event, happening.data)
    if (turn?.turn !== 'STOPPED') return
    own = stopping.has(recording) ? null : { ...recording, path: turn.path ?? recording.path }
    if (own === null) cancelLook()
    else lost(own, 'stopped_unasked')
  }

  async function takeUp(): Promise<void> {
    const left = unendedRecording(parts.runs)
    if (left === null || own !== null || (await parts.wasReported(left)) || own !== null) return
    watchOver(left)
    if (link.health().state === 'on') await look()
  }

  /** A stop failed. What it was to stop may be recorded on. */
  async function takeUpIfRecorded(): Promise<void> {
    const status = await desk.ask(RecordStatus, 'GetRecordStatus', {}, closing.signal)
    const left = status.outputActive ? unendedRecording(parts.runs) : null
    if (left !== null && own === null) watchOver(left)
  }

  const end = link.watch(hear)
  return {
    began: (recording) => {
      last = null
      watchOver(recording)
      parts.onChange()
    },
    whileStopping: async (work) => {
      const asked = own
      if (asked !== null) stopping.add(asked)
      try {
        const done = await work()
        if (own === asked) own = null
        return done
      } catch (error) {
        if (own === null) inBackground(takeUpIfRecorded)
        throw error
      } finally {
        if (asked !== null) stopping.delete(asked)
        if (own === null) cancelLook()
      }
    },
    pathOfOwn: () => own?.path ?? null,
    lastLoss: () => last,
    start: () => {
      if (!isStopUnderWay(parts.runs)) inBackground(takeUp)
    },
    close: async () => {
      closing.abort(new Error('the console stops'))
      cancelLook()
      cancelStill()
      end()
      await underWay
    },
  }
}
