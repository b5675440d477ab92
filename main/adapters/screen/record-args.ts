import { recordingUnsupported } from '../../core/tools/screen/record-failures.ts'
import type { RecordingOrder } from '../../core/tools/screen/recorder-port.ts'
import { askProgram } from '../programs/run-program.ts'

/** Quick ones first: what is recorded live cannot wait. Each ffmpeg is built with some of them. */
const ENCODERS: readonly (readonly [name: string, options: readonly string[]])[] = [
  ['libx264', ['-preset', 'ultrafast', '-crf', '18']],
  ['libopenh264', ['-b:v', '8M']],
  ['h264_videotoolbox', ['-b:v', '8M']],
  ['h264_mf', ['-b:v', '8M']],
  ['mpeg4', ['-q:v', '3']],
]

/** Options of ffmpeg for an encoder that it has. Throws ToolError `screen_record_unsupported`, ProgramFailure. */
export async function chooseEncoder(
  ffmpeg: { readonly program: string; readonly env: NodeJS.ProcessEnv },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const said = await askProgram({ ...ffmpeg, args: ['-hide_banner', '-v', 'error', '-encoders'] }, signal)
  const has = new Set([...said.matchAll(/^ V[A-Z.]{5} ([a-z0-9_]{1,40}) /gm)].map(([, name]) => name))
  const found = ENCODERS.find(([name]) => has.has(name))
  if (found === undefined)
    throw recordingUnsupported('This ffmpeg has no encoder for films that can be played.', 'Install one with libx264.')
  return ['-c:v', found[0], ...found[1]]
}

/** Ten minutes of an ordinary desktop are far below this. A film that reaches it ends there, and is told as cut short. */
export const MOST_FILM_BYTES = 4 * 1024 ** 3

/** Encoders want even numbers of lines and columns: at most one black line and column are added. */
const EVEN = 'pad=ceil(iw/2)*2:ceil(ih/2)*2'

/**
 * Arguments of ffmpeg that records `input` for a bounded time, and no more than about `mostBytes`, into a Matroska file. What was written so far can be played whatever
 * happens: a cluster is closed at least every second. https://ffmpeg.org/ffmpeg-formats.html#matroska
 */
export function recordArgs(
  input: readonly string[],
  filters: readonly string[],
  { seconds }: Pick<RecordingOrder, 'seconds'>,
  encoder: readonly string[],
  file: string,
  mostBytes: number,
): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-n', '-progress', 'pipe:1', '-stats_period', '0.5'],
    ...input,
    ...[
      '-t',
      String(seconds),
      '-fs',
      String(mostBytes),
      '-an',
      '-vf',
      [...filters, EVEN].join(','),
      ...encoder,
      '-pix_fmt',
      'yuv420p',
    ],
    ...['-cluster_time_limit', '1000', '-flush_packets', '1', '-f', 'matroska', `file:${file}`],
  ]
}
