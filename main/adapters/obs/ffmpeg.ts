import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { extname, join } from 'node:path'
import * as z from 'zod'
import type { RecordingFacts } from '../../core/tools/obs/recording-files.ts'
import { ToolError } from '../../core/tools/tool.ts'

/** What the programs are given of our environment: enough to find themselves. */
const PASSED_ON = ['PATH', 'HOME', 'SYSTEMROOT', 'TMPDIR', 'TEMP', 'LD_LIBRARY_PATH']
const MAX_OUTPUT_BYTES = 1024 * 1024

/** https://ffmpeg.org/ffprobe.html#json: numbers of the format are written as text. */
const Probed = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string(),
      codec_name: z.string().max(100).default('unknown'),
      width: z.int().optional(),
      height: z.int().optional(),
    }),
  ),
  format: z.object({ duration: z.coerce.number().min(0).optional() }),
})

/** `code`: of the program; ENOENT when there is none. `stdout` holds what it wrote. */
function run(
  program: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly code: number | string; readonly stdout: string }> {
  const env = Object.fromEntries(
    PASSED_ON.map((name) => [name, process.env[name]]).filter(([, value]) => value !== undefined),
  )
  const options = { env, signal, maxBuffer: MAX_OUTPUT_BYTES, windowsHide: true, killSignal: 'SIGKILL' } as const
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, options, (error, stdout) => {
      if (signal.aborted) reject(signal.reason)
      else resolve({ code: error === null ? 0 : (error.code ?? 1), stdout })
    })
    child.stdin?.end()
  })
}

/** Demuxers by the ending of a recording: what a file holds does not choose how it is read. */
const FORMATS: Readonly<Record<string, string>> = {
  ...{ '.mkv': 'matroska', '.mp4': 'mov', '.m4v': 'mov', '.mov': 'mov', '.flv': 'flv', '.ts': 'mpegts' },
}

/** The path is told as one of a file, whatever it looks like (https://ffmpeg.org/ffmpeg-protocols.html#file). */
function input(path: string): string[] {
  const format = FORMATS[extname(path).toLowerCase()]
  return ['-protocol_whitelist', 'file', ...(format === undefined ? [] : ['-f', format]), '-i', `file:${path}`]
}

/** Null when ffprobe does not take it for a recording from beginning to end. Throws ToolError `obs_ffprobe_missing`. */
export async function probeRecording(path: string, signal: AbortSignal): Promise<RecordingFacts | null> {
  const entries = 'format=duration:stream=codec_type,codec_name,width,height'
  const args = ['-v', 'error', '-show_entries', entries, '-of', 'json', ...input(path)]
  const { code, stdout } = await run('ffprobe', args, signal)
  if (code === 'ENOENT') throw ffprobeMissing()
  const found = code === 0 ? Probed.safeParse(parsed(stdout)).data : undefined
  if (found === undefined) return null
  const video = found.streams.find(({ codec_type }) => codec_type === 'video')
  const audio = found.streams.find(({ codec_type }) => codec_type === 'audio')
  return {
    duration_s: found.format.duration ?? 0,
    video: video === undefined ? null : { codec: video.codec_name, width: video.width ?? 0, height: video.height ?? 0 },
    audio_codec: audio?.codec_name ?? null,
  }
}

/** Copies pictures and sound as they are. Null when that does not go, or ffmpeg is missing. */
export async function remuxToMp4(path: string, folder: string, signal: AbortSignal): Promise<string | null> {
  const target = join(folder, 'recording.mp4')
  const how = ['-map', '0', '-c', 'copy', '-movflags', '+faststart', '-f', 'mp4', '-y']
  const { code } = await run('ffmpeg', ['-nostdin', '-v', 'error', ...input(path), ...how, `file:${target}`], signal)
  if (code === 0) return target
  await rm(target, { force: true })
  return null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const ffprobeMissing = (): ToolError =>
  new ToolError(
    'obs_ffprobe_missing',
    'The recording cannot be verified: there is no ffprobe on this machine.',
    'Install ffmpeg, which brings ffprobe. The file stays where OBS wrote it.',
  )
