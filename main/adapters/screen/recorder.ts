import { rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Timestamp } from '../../../contract/ids.ts'
import { type Clock, timestamp } from '../../core/kernel/clock.ts'
import { recordingFailed } from '../../core/tools/screen/record-failures.ts'
import type { FilmFacts, RecorderPort } from '../../core/tools/screen/recorder-port.ts'
import { fileSha256 } from '../disk/file-sha256.ts'
import { type FilmFormat, filmInput, readFilm } from '../programs/film-facts.ts'
import { runProgram } from '../programs/run-program.ts'
import type { Surroundings } from '../programs/surroundings.ts'
import { ffmpegMissing, ffmpegOf } from './ffmpeg-programs.ts'
import { failureOfProgram } from './program-words.ts'
import { MOST_FILM_BYTES } from './record-args.ts'
import { createProgressReader } from './record-progress.ts'
import { endRecorder, notedRecorder, noteRecorder, recordersOf } from './recorder-process.ts'
import { watchSize } from './recorder-size.ts'
import type { ScreenWay } from './screen-way.ts'
import { createTried } from './tried.ts'

const MKV = 'recording.mkv'
const MP4 = 'recording.mp4'
/** How much longer than ordered the recorder may take, from its start to its end. */
const SLACK_MS = 30_000
/** For closing the file. */
const PATIENCE_MS = 8000
const REMUX_MS = 100_000
const READ_MS = 30_000
/** For reading every packet of a film. */
const FILM_MS = 120_000

/** How often it is looked at how large a film is, in milliseconds. */
const LOOK_MS = 1000

/** What a film may come to: bytes, and how often that is looked at. */
export interface FilmLimit {
  readonly most_bytes: number
  readonly look_ms: number
}

/** As `createBoundedRecorder`, with the limit of the house. */
export function createRecorder(
  wayNow: () => ScreenWay,
  surroundings: () => Surroundings,
  clock: Clock,
  onStatus: () => void,
): RecorderPort {
  return createBoundedRecorder(wayNow, surroundings, clock, onStatus, { most_bytes: MOST_FILM_BYTES, look_ms: LOOK_MS })
}

/** Records the screen of this machine. `wayNow` and `surroundings` are asked each time: programs and settings come and go. */
export function createBoundedRecorder(
  wayNow: () => ScreenWay,
  surroundings: () => Surroundings,
  clock: Clock,
  onStatus: () => void,
  limit: FilmLimit,
): RecorderPort {
  const tried = createTried(clock, onStatus)

  const read = (file: string, format: FilmFormat, signal: AbortSignal): Promise<FilmFacts> => {
    const { ffprobe: program, env } = ffmpegOf(surroundings())
    return readFilm({ program, env }, file, { format, of: 'pictures', deadline_ms: FILM_MS }, signal)
  }

  const record: RecorderPort['record'] = async (order, folder, onProgress, signal) => {
    const { env } = ffmpegOf(surroundings())
    const progressIn = createProgressReader()
    // What cannot be found again after a crash does not run.
    const unnoted = new AbortController()
    const size = watchSize(join(folder, MKV), limit.most_bytes, limit.look_ms)
    const any = AbortSignal.any([signal, unnoted.signal, size.signal])
    let noted: Promise<void> = Promise.resolve()
    try {
      const command = await wayNow().recording.command(order, join(folder, MKV), signal)
      const started_at = timestamp(clock)
      await runProgram(
        {
          ...{ ...command, env, ask: 'SIGINT', patience_ms: PATIENCE_MS },
          deadline_ms: order.seconds * 1000 + SLACK_MS,
          onStarted: (pid) => {
            noted = noteRecorder(folder, started_at, pid)
            noted.catch((error: unknown) => unnoted.abort(error))
          },
          onOutput: (piece) => {
            const seconds = progressIn(piece)
            if (seconds !== null) onProgress(seconds)
          },
        },
        any,
      )
      await noted
    } catch (error) {
      await noted
      // That it was ended for its size is no failure of the recorder.
      if (!size.signal.aborted || signal.aborted) throw failureOfProgram(error, recordingFailed)
    } finally {
      size.end()
    }
    return { full_at: (await size.isFull()) ? limit.most_bytes : null }
  }

  const finish: RecorderPort['finish'] = async (folder, signal) => {
    const { ffmpeg: program, env } = ffmpegOf(surroundings())
    const [from, temporary, file] = [join(folder, MKV), join(folder, `tmp-${MP4}`), join(folder, MP4)]
    const recorded = await read(from, 'matroska', signal)
    await rm(temporary, { force: true })
    const args = [
      ...['-nostdin', '-hide_banner', '-loglevel', 'error', ...filmInput(from, 'matroska'), '-map', '0:v:0'],
      ...['-c', 'copy', '-map_metadata', '-1', '-movflags', '+faststart', '-f', 'mp4', `file:${temporary}`],
    ]
    const limits = { deadline_ms: REMUX_MS, ask: 'SIGTERM', patience_ms: 1000 } as const
    const silent = { onStarted: () => undefined, onOutput: () => undefined }
    await runProgram({ program, args, env, ...limits, ...silent }, signal)
    const packed = await read(temporary, 'mov', signal)
    if (packed.frames !== recorded.frames)
      throw recordingFailed(`the MP4 has ${packed.frames} of ${recorded.frames} pictures`, null)
    await rename(temporary, file)
    return { file, ...(await fileSha256(file, signal)), ...packed }
  }

  return {
    status: () => {
      const way = wayNow()
      return tried.status(way.recording.missing() ?? ffmpegMissing(surroundings()), `It records ${way.words}.`)
    },
    record: (...order) => tried.remember(() => record(...order)),
    finish: (...given) =>
      finish(...given).catch((error: unknown) => {
        throw failureOfProgram(error, recordingFailed)
      }),
    leftover: async (folder) => {
      const file = join(folder, MKV)
      const noted = await notedRecorder(folder)
      if (noted !== null) await endRecorder(noted)
      // The console may have died before it could note it.
      else for (const found of await recordersOf(file)) await endRecorder(found)
      const facts = await stat(file).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null
        throw error
      })
      if (facts === null || facts.size === 0) return null
      const started_at = noted?.started_at ?? Timestamp.parse(facts.birthtime.toISOString())
      const film = await read(file, 'matroska', AbortSignal.timeout(READ_MS)).catch(() => null)
      return { file, started_at, film }
    },
  }
}
