import * as z from 'zod'
import { oneLine } from '../../core/tools/one-line.ts'
import { recordingUnsupported } from '../../core/tools/screen/record-failures.ts'
import { programMissing } from '../../core/tools/screen/screen-failures.ts'
import type { ScreenTarget } from '../../core/tools/screen/screen-target.ts'
import type { Surroundings } from '../programs/surroundings.ts'
import { ffmpegMissing, ffmpegOf } from './ffmpeg-programs.ts'
import { numberIn } from './numbered-source.ts'
import type { ScreenCommands } from './program-screen.ts'
import { chooseEncoder, MOST_FILM_BYTES, recordArgs } from './record-args.ts'

const SCREENCAPTURE = '/usr/sbin/screencapture'

/** Windows on the screen without those of the desktop itself (1 | 16), and how many displays there are. */
const LIST = `
ObjC.import('AppKit'); ObjC.import('CoreGraphics');
const windows = ObjC.deepUnwrap(ObjC.castRefToObject($.CGWindowListCopyWindowInfo(17, 0)));
JSON.stringify({
  displays: Number($.NSScreen.screens.count),
  windows: windows.filter((w) => w.kCGWindowLayer === 0).slice(0, 100).map((w) => ({
    id: w.kCGWindowNumber, name: String(w.kCGWindowOwnerName || '') + ': ' + String(w.kCGWindowName || ''),
    x: w.kCGWindowBounds.X, y: w.kCGWindowBounds.Y, width: w.kCGWindowBounds.Width, height: w.kCGWindowBounds.Height,
  })),
})`

const Listed = z.object({
  displays: z.int().min(0).max(32),
  windows: z.array(
    z.object({
      ...{ id: z.int(), name: z.string(), x: z.number(), y: z.number(), width: z.number(), height: z.number() },
    }),
  ),
})

/** macOS: screencapture(1), osascript(1), and ffmpeg for films. Places are in points, from the upper left corner of the main display. */
export function macosCommands(surroundings: Surroundings): ScreenCommands {
  return {
    name: 'screencapture',
    words: 'the displays of this Mac, through screencapture',
    missing: () =>
      surroundings.find('screencapture') === null
        ? programMissing(['screencapture'], 'It is a part of macOS: look whether /usr/sbin is in the PATH.')
        : null,
    take: (target, files) => ({
      ...{ program: SCREENCAPTURE, env: {}, crop: null },
      args: ['-x', '-t', 'png', ...macosTarget(target), ...(target.kind === 'all' ? files : files.slice(0, 1))],
    }),
    list: () => ({ program: '/usr/bin/osascript', args: ['-l', 'JavaScript', '-e', LIST] }),
    listed: (said) => {
      const { displays, windows } = Listed.parse(JSON.parse(said))
      const place = (w: z.infer<typeof Listed>['windows'][number]) => ({
        ...{ x: Math.round(w.x), y: Math.round(w.y), width: Math.round(w.width), height: Math.round(w.height) },
      })
      return [
        ...Array.from({ length: displays }, (_, index) => ({
          ...{ id: `display:${index + 1}`, name: `Display ${index + 1}`, kind: 'display' as const, place: null },
        })),
        ...windows.map((w) => ({
          ...{ id: `window:${w.id}`, name: oneLine(w.name), kind: 'window' as const, place: place(w) },
        })),
      ]
    },
    recording: {
      missing: () => ffmpegMissing(surroundings),
      command: async (order, file, signal) => {
        const { ffmpeg: program, env } = ffmpegOf(surroundings)
        const { target, fps } = order
        if (target.kind === 'window')
          throw recordingUnsupported('A single window cannot be recorded on macOS.', 'Record its display, or a region.')
        const display = target.kind === 'display' ? numberIn('display', target.id) - 1 : 0
        // https://ffmpeg.org/ffmpeg-devices.html#avfoundation
        const input = ['-f', 'avfoundation', '-framerate', String(fps), '-capture_cursor', '1']
        const encoder = await chooseEncoder({ program, env }, signal)
        const part = target.kind === 'region' ? [`crop=${target.width}:${target.height}:${target.x}:${target.y}`] : []
        return {
          program,
          args: recordArgs(
            [...input, '-i', `Capture screen ${display}:none`],
            part,
            order,
            encoder,
            file,
            MOST_FILM_BYTES,
          ),
        }
      },
    },
  }
}

function macosTarget(target: ScreenTarget): string[] {
  switch (target.kind) {
    case 'all':
      return []
    case 'display':
      return ['-D', String(numberIn('display', target.id))]
    case 'window':
      return ['-o', '-l', String(numberIn('window', target.id))]
    case 'region':
      return ['-R', [target.x, target.y, target.width, target.height].join(',')]
  }
}
