import { programMissing } from '../../core/tools/screen/screen-failures.ts'
import { ToolError } from '../../core/tools/tool.ts'
import type { Surroundings } from '../programs/surroundings.ts'

export const INSTALL_FFMPEG =
  'Install ffmpeg, with ffprobe (https://ffmpeg.org/download.html), or put it into the PATH of the console.'

/** Absolute paths. */
export interface FfmpegPrograms {
  readonly ffmpeg: string
  readonly ffprobe: string
  readonly env: NodeJS.ProcessEnv
}

/** Null when both are there. */
export function ffmpegMissing(surroundings: Surroundings): ToolError | null {
  try {
    ffmpegOf(surroundings)
    return null
  } catch (error) {
    if (error instanceof ToolError) return error
    throw error
  }
}

/** Throws ToolError `screen_program_missing`. */
export function ffmpegOf({ find, env }: Surroundings): FfmpegPrograms {
  const [ffmpeg, ffprobe] = [find('ffmpeg'), find('ffprobe')]
  if (ffmpeg === null || ffprobe === null) throw programMissing(['ffmpeg with ffprobe'], INSTALL_FFMPEG)
  return { ffmpeg, ffprobe, env }
}
