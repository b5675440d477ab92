import { join } from 'node:path'
import { captureFailed, programMissing } from '../../core/tools/screen/screen-failures.ts'
import { runProgram } from '../programs/run-program.ts'
import type { Surroundings } from '../programs/surroundings.ts'
import { ffmpegMissing, INSTALL_FFMPEG } from './ffmpeg-programs.ts'
import { failureOfProgram } from './program-words.ts'
import { chooseEncoder, MOST_FILM_BYTES, recordArgs } from './record-args.ts'
import type { ScreenWay } from './screen-way.ts'
import { createX11Sources } from './x11-sources.ts'
import { x11Input } from './x11-target.ts'

const LIMITS = { deadline_ms: 30_000, ask: 'SIGTERM', patience_ms: 1000 } as const

/** An X display, through ffmpeg. */
export function createX11Screen(surroundings: Surroundings, display: string): ScreenWay {
  const { env, find } = surroundings
  const sources = createX11Sources(surroundings)
  function ffmpeg(): string {
    const program = find('ffmpeg')
    if (program === null) throw programMissing(['ffmpeg'], INSTALL_FFMPEG)
    return program
  }
  return {
    name: 'x11',
    words: `the X display ${display}, through ffmpeg`,
    missing: () => (find('ffmpeg') === null ? programMissing(['ffmpeg'], INSTALL_FFMPEG) : null),
    sources: (signal) => sources.list(signal),
    take: async (target, folder, signal) => {
      const program = ffmpeg()
      const input = await x11Input(target, display, sources, signal)
      const file = 'x11.png'
      const args = [
        ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-y', '-f', 'x11grab', '-draw_mouse', '0', ...input],
        ...['-frames:v', '1', '-update', '1', '-pix_fmt', 'rgb24', '-c:v', 'png', `file:${join(folder, file)}`],
      ]
      const silent = { onStarted: () => undefined, onOutput: () => undefined }
      await runProgram({ program, args, env, ...LIMITS, ...silent }, signal).catch((error: unknown) => {
        throw failureOfProgram(error, captureFailed)
      })
      return [file]
    },
    recording: {
      missing: () => ffmpegMissing(surroundings),
      command: async (order, file, signal) => {
        const program = ffmpeg()
        const input = await x11Input(order.target, display, sources, signal)
        const encoder = await chooseEncoder({ program, env }, signal)
        const grab = ['-f', 'x11grab', '-framerate', String(order.fps), '-draw_mouse', '1', ...input]
        return { program, args: recordArgs(grab, [], order, encoder, file, MOST_FILM_BYTES) }
      },
    },
  }
}
