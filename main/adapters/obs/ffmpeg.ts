import { rm } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { ZodError } from 'zod'
import type { ReadRecording, RecordingFiles } from '../../core/tools/obs/recording-files.ts'
import { oneLine } from '../../core/tools/one-line.ts'
import { ToolError } from '../../core/tools/tool.ts'
import { type FilmFormat, filmInput, type ReadFilm, readFilm } from '../programs/film-facts.ts'
import { ProgramFailure, runProgram } from '../programs/run-program.ts'
import type { Surroundings } from '../programs/surroundings.ts'

/** Demuxers by the ending of a recording: what a file holds does not choose how it is read. */
const FORMATS: Readonly<Record<string, FilmFormat>> = {
  ...{ '.mkv': 'matroska', '.mp4': 'mov', '.m4v': 'mov', '.mov': 'mov', '.flv': 'flv', '.ts': 'mpegts' },
}
/** Of a recording of hours. The call that waits for it ends before. */
const READ_MS = 1_800_000
/** How much earlier than it says a recording may end, in seconds: the last packets have no length of their own in every format. */
const EARLY_S = 0.5

/** Reads recordings with ffprobe and packs them with ffmpeg. `surroundings` is asked each time: programs come and go. */
export function createRecordingReader(surroundings: () => Surroundings): Pick<RecordingFiles, 'probe' | 'remux'> {
  /** Null for what cannot be read as a film. Throws ToolError `obs_ffprobe_missing`, and the reason of `signal`. */
  async function read(path: string, signal: AbortSignal): Promise<ReadFilm | null> {
    const { find, env } = surroundings()
    const [program, format] = [find('ffprobe'), FORMATS[extname(path).toLowerCase()]]
    if (program === null) throw ffprobeMissing()
    if (format === undefined) return null
    try {
      return await readFilm({ program, env }, path, { format, of: 'everything', deadline_ms: READ_MS }, signal)
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof ProgramFailure && error.ended === 'missing') throw ffprobeMissing()
      const isNoFilm = error instanceof SyntaxError || error instanceof ZodError
      if (isNoFilm || (error instanceof ProgramFailure && error.ended === 'failed')) return null
      throw error
    }
  }

  async function pack(path: string, target: string, signal: AbortSignal): Promise<string | null> {
    const { find, env } = surroundings()
    const [program, format] = [find('ffmpeg'), FORMATS[extname(path).toLowerCase()]]
    if (program === null) return 'there is no ffmpeg on this machine'
    if (format === undefined) return 'the file has not the name of a recording'
    const how = ['-map', '0', '-c', 'copy', '-movflags', '+faststart', '-f', 'mp4', '-y', `file:${target}`]
    const args = ['-nostdin', '-hide_banner', '-loglevel', 'error', ...filmInput(path, format), ...how]
    const limits = { deadline_ms: READ_MS, ask: 'SIGKILL', patience_ms: 0 } as const
    const silent = { onStarted: () => undefined, onOutput: () => undefined }
    try {
      await runProgram({ program, args, env, ...limits, ...silent }, signal)
      return null
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof ProgramFailure) return `ffmpeg did not make it: ${oneLine(error.said)}`
      throw error
    }
  }

  /** Why the copy is not to be kept; null when it has every picture of the original. */
  async function packedFault(
    path: string,
    target: string,
    frames: number,
    signal: AbortSignal,
  ): Promise<string | null> {
    const fault = await pack(path, target, signal)
    if (fault !== null) return fault
    const copy = await read(target, signal)
    if (copy === null) return 'what ffmpeg made cannot be read'
    return copy.frames === frames ? null : `the copy has ${copy.frames} of ${frames} pictures`
  }

  return {
    probe: async (path, signal) => {
      const film = await read(path, signal)
      return film === null || film.frames === 0 ? null : judged(film, FORMATS[extname(path).toLowerCase()])
    },
    remux: async (path, folder, frames, signal) => {
      const target = join(folder, 'recording.mp4')
      try {
        const fault = await packedFault(path, target, frames, signal)
        if (fault === null) return { file: target }
        await rm(target, { force: true })
        return { fault }
      } catch (error) {
        await rm(target, { force: true })
        throw error
      }
    },
  }
}

function judged(film: ReadFilm, format: FilmFormat | undefined): ReadRecording {
  const { seconds, frames, until, told_seconds, damage, codec, width, height, audio_codec } = film
  const facts = { duration_s: seconds, frames, video: { codec, width, height }, audio_codec }
  // A Matroska file gets its length when it is closed.
  if (told_seconds === null && format === 'matroska') return { facts, fault: 'it was never closed' }
  if (told_seconds !== null && until < told_seconds - EARLY_S)
    return { facts, fault: `it ends after ${until.toFixed(1)} of ${told_seconds.toFixed(1)} s` }
  return { facts, fault: damage === null ? null : `it is damaged inside (${oneLine(damage)})` }
}

const ffprobeMissing = (): ToolError =>
  new ToolError(
    'obs_ffprobe_missing',
    'The recording cannot be verified: there is no ffprobe on this machine.',
    'Install ffmpeg, which brings ffprobe. The file stays where OBS wrote it.',
  )
