import * as z from 'zod'
import type { FilmFacts } from '../../core/tools/screen/recorder-port.ts'
import { createPacketReader } from './packet-reader.ts'
import { askProgram, runProgram } from './run-program.ts'

const Stream = z.object({
  index: z.int().min(0),
  codec_type: z.string().max(100).default('unknown'),
  codec_name: z.string().max(100).default('unknown'),
})

/** https://ffmpeg.org/ffprobe.html#json: numbers of the format are written as text. */
const Probed = z.object({
  streams: z.array(z.unknown()),
  format: z.object({ duration: z.coerce.number().min(0).optional() }).optional(),
})

const PictureStream = Stream.extend({
  width: z.int().positive(),
  height: z.int().positive(),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).optional(),
})

/** `width`, `height`, `seconds` and `frames` are those of the first picture stream. */
export interface ReadFilm extends FilmFacts {
  /** It says that it is to be turned when it is shown. */
  readonly turned: boolean
  readonly codec: string
  /** Of the first sound; null when there is none, or when only pictures were read. */
  readonly audio_codec: string | null
  /** When the last packet of all that were read is over, in seconds. */
  readonly until: number
  /** How long the film says that it is, in seconds; null when it says nothing. */
  readonly told_seconds: number | null
  /** What the reader of the container found to be damaged, in its own words, untrusted; null when nothing was. */
  readonly damage: string | null
}

export type FilmFormat = 'matroska' | 'mov' | 'flv' | 'mpegts'

export interface FilmReading {
  readonly format: FilmFormat
  /** `pictures`: the packets of the first picture stream; `everything`: those of every stream. */
  readonly of: 'pictures' | 'everything'
  readonly deadline_ms: number
}

/**
 * Options in front of a film that is read: one format, and no file but itself. A playlist that passes for a film would name others.
 * https://ffmpeg.org/ffmpeg-protocols.html#Protocol-Options
 */
export const filmInput = (file: string, format: FilmFormat): string[] => [
  ...['-protocol_whitelist', 'file', '-f', format, '-i', `file:${file}`],
]

/**
 * Lines of the demuxers of `FilmFormat` and of the parsers behind them (`NULL`), at the level `error`. Decoders speak as well; they see the first
 * pictures only, and each build has others. https://ffmpeg.org/ffprobe.html#Generic-options (-loglevel)
 */
const DAMAGE = /^\[(?:NULL|matroska,webm|mov,mp4[a-z0-9,]*|flv|mpegts) @ 0x[0-9a-f]+\] (.+)$/m

/**
 * Reads every packet: how long a film says that it is, or how long it is guessed to be when it was never closed, counts for nothing. Throws
 * ProgramFailure, SyntaxError or ZodError for what is no film.
 */
export async function readFilm(
  ffprobe: { readonly program: string; readonly env: NodeJS.ProcessEnv },
  file: string,
  { format, of, deadline_ms }: FilmReading,
  signal: AbortSignal,
): Promise<ReadFilm> {
  const first = ['-v', 'error', ...(of === 'pictures' ? ['-select_streams', 'v:0'] : [])]
  const input = filmInput(file, format)
  const asked = 'format=duration:stream=index,codec_type,codec_name,width,height:stream_side_data=rotation'
  const about = [...first, '-show_entries', asked, '-of', 'json', ...input]
  const { streams, format: whole } = Probed.parse(JSON.parse(await askProgram({ ...ffprobe, args: about }, signal)))
  const known = streams.map((stream) => Stream.parse(stream))
  const pictures = known.findIndex(({ codec_type }) => codec_type === 'video')
  if (pictures < 0) throw new SyntaxError('no picture stream')
  const { index, width, height, codec_name, side_data_list = [] } = PictureStream.parse(streams[pictures])
  const packets = createPacketReader(index)
  const entries = [...first, '-show_entries', 'packet=stream_index,pts_time,duration_time', '-of', 'csv=p=0', ...input]
  const limits = { deadline_ms, ask: 'SIGKILL', patience_ms: 0, onStarted: () => undefined } as const
  const said = await runProgram({ ...ffprobe, args: entries, ...limits, onOutput: packets.read }, signal)
  return {
    ...{ width, height, codec: codec_name, ...packets.facts() },
    audio_codec: known.find(({ codec_type }) => codec_type === 'audio')?.codec_name ?? null,
    turned: side_data_list.some(({ rotation = 0 }) => rotation % 360 !== 0),
    told_seconds: whole?.duration ?? null,
    damage: DAMAGE.exec(said)?.[1] ?? null,
  }
}
