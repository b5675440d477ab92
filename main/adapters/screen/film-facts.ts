import * as z from 'zod'
import type { FilmFacts } from '../../core/tools/screen/recorder-port.ts'
import { createPacketReader } from './packet-reader.ts'
import { askProgram, runProgram } from './run-program.ts'

/** https://ffmpeg.org/ffprobe.html#json */
const Probed = z.object({
  streams: z
    .array(
      z.object({
        width: z.int().positive(),
        height: z.int().positive(),
        side_data_list: z.array(z.object({ rotation: z.number().optional() })).optional(),
      }),
    )
    .length(1),
})

export interface ReadFilm extends FilmFacts {
  /** It says that it is to be turned when it is shown. */
  readonly turned: boolean
}

/** Of a film of hours. */
const READ_MS = 120_000

export type FilmFormat = 'matroska' | 'mov'

/**
 * Options in front of a film that is read: one format, and no file but itself. A playlist that passes for a film would name others.
 * https://ffmpeg.org/ffmpeg-protocols.html#Protocol-Options
 */
export const filmInput = (file: string, format: FilmFormat): string[] => [
  ...['-protocol_whitelist', 'file', '-f', format, '-i', `file:${file}`],
]

/**
 * Reads every packet of the first picture stream: how long a film says that it is, or how long it is guessed to be when it was never
 * closed, counts for nothing. Throws ProgramFailure, SyntaxError or ZodError for what is no film.
 */
export async function readFilm(
  ffprobe: { readonly program: string; readonly env: NodeJS.ProcessEnv },
  file: string,
  format: FilmFormat,
  signal: AbortSignal,
): Promise<ReadFilm> {
  const first = ['-v', 'error', '-select_streams', 'v:0']
  const input = filmInput(file, format)
  const sizes = [...first, '-show_entries', 'stream=width,height:stream_side_data=rotation', '-of', 'json', ...input]
  const { streams } = Probed.parse(JSON.parse(await askProgram({ ...ffprobe, args: sizes }, signal)))
  const [stream] = streams
  if (stream === undefined) throw new SyntaxError('no picture stream')
  const packets = createPacketReader()
  const entries = [...first, '-show_entries', 'packet=pts_time,duration_time', '-of', 'csv=p=0', ...input]
  const limits = { deadline_ms: READ_MS, ask: 'SIGKILL', patience_ms: 0, onStarted: () => undefined } as const
  await runProgram({ ...ffprobe, args: entries, ...limits, onOutput: packets.read }, signal)
  const { width, height, side_data_list = [] } = stream
  const turned = side_data_list.some(({ rotation = 0 }) => rotation % 360 !== 0)
  return { width, height, turned, ...packets.facts() }
}
