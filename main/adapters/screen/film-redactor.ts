import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, timestamp } from '../../core/kernel/clock.ts'
import type { FilmRedactorPort } from '../../core/tools/screen/film-redactor-port.ts'
import {
  areaOutside,
  mediaUnsupported,
  pictureUnreadable,
  redactionFailed,
} from '../../core/tools/screen/picture-failures.ts'
import type { FilmFacts } from '../../core/tools/screen/recorder-port.ts'
import type { PixelArea } from '../../core/tools/screen/screen-target.ts'
import { fileSha256 } from '../disk/file-sha256.ts'
import { filmInput, readFilm } from '../programs/film-facts.ts'
import { runProgram } from '../programs/run-program.ts'
import type { FfmpegPrograms } from './ffmpeg-programs.ts'
import { failureOfProgram } from './program-words.ts'
import { chooseEncoder } from './record-args.ts'
import { createProgressReader } from './record-progress.ts'
import { endRecorder, notedRecorder, noteRecorder } from './recorder-process.ts'

const FORMATS = { mp4: 'mov', mkv: 'matroska' } as const
const OUTPUTS = { mp4: ['-movflags', '+faststart', '-f', 'mp4'], mkv: ['-f', 'matroska'] } as const
const DEADLINE_MS = 1_700_000
/** Of a film of hours. */
const READ_MS = 120_000
/** How much shorter than the original the result may be, in seconds: the last pictures of a film that was cut off may be broken. */
const SHORTER_S = 0.5

/** Redacts films with ffmpeg. `programs` throws ToolError `screen_program_missing`. */
export function createFilmRedactor(programs: () => FfmpegPrograms, clock: Clock): FilmRedactorPort {
  return {
    redact: async ({ file, format }, areas, colour, folder, onProgress, signal) => {
      const { ffmpeg, ffprobe, env } = programs()
      const reading = { format: FORMATS[format], of: 'pictures', deadline_ms: READ_MS } as const
      const read = (path: string) => readFilm({ program: ffprobe, env }, path, reading, signal)
      const earlier = await notedRecorder(folder)
      if (earlier !== null) await endRecorder(earlier)
      const [made, temporary] = [join(folder, `redacted.${format}`), join(folder, `tmp-redacted.${format}`)]
      await rm(temporary, { force: true })
      const film = await read(file).catch((cause: unknown) => {
        throw pictureUnreadable('The film', cause)
      })
      // The regions were meant for one of the two, and nobody knows for which.
      if (film.turned)
        throw mediaUnsupported('a film that is to be turned when it is shown', 'films that are shown as they are')
      for (const area of areas)
        if (area.x + area.width > film.width || area.y + area.height > film.height) throw areaOutside(area, film)
      const progressIn = createProgressReader()
      let noted: Promise<void> = Promise.resolve()
      try {
        const encoder = await chooseEncoder({ program: ffmpeg, env }, signal)
        await runProgram(
          {
            ...{ program: ffmpeg, env, deadline_ms: DEADLINE_MS, ask: 'SIGTERM', patience_ms: 2000 },
            args: [
              ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-n', '-progress', 'pipe:1'],
              ...filmInput(file, FORMATS[format]),
              ...[
                '-map',
                '0:v:0',
                '-map',
                '0:a?',
                '-vf',
                filters(film, areas, colour),
                ...encoder,
                '-pix_fmt',
                'yuv420p',
              ],
              ...['-c:a', 'copy', ...NOTHING_ELSE, ...OUTPUTS[format], `file:${temporary}`],
            ],
            onStarted: (pid) => {
              noted = noteRecorder(folder, timestamp(clock), pid)
              noted.catch(() => undefined)
            },
            onOutput: (piece) => {
              const seconds = progressIn(piece)
              if (seconds !== null && film.seconds > 0) onProgress(Math.min(1, seconds / film.seconds))
            },
          },
          signal,
        )
        await noted
        const result = await read(temporary)
        if (result.seconds < film.seconds - SHORTER_S)
          throw redactionFailed(`only ${result.seconds} of ${film.seconds} s came out`, null)
        await rename(temporary, made)
        return { ...result, file: made, ...(await fileSha256(made, signal)) }
      } catch (error) {
        throw failureOfProgram(error, redactionFailed)
      }
    },
  }
}

/** No titles, chapters, subtitles or data of the original, and no name of the program that wrote it. */
const NOTHING_ELSE = [
  ...['-sn', '-dn', '-map_metadata', '-1', '-map_metadata:s', '-1', '-map_chapters', '-1'],
  ...['-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact'],
]

/** Pictures of another size in the midst of a film come to the size of the first, so that a region is the same place in all of them. */
const filters = ({ width, height }: FilmFacts, areas: readonly PixelArea[], colour: string): string =>
  [`scale=${width}:${height}`, ...areas.map((area) => box(area, colour))].join(',')

/** https://ffmpeg.org/ffmpeg-filters.html#drawbox */
const box = ({ x, y, width, height }: PixelArea, colour: string): string =>
  `drawbox=x=${x}:y=${y}:w=${width}:h=${height}:color=0x${colour.slice(1)}:t=fill`
