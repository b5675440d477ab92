import * as z from 'zod'
import { recordingUnsupported } from '../../core/tools/screen/record-failures.ts'
import { programMissing, targetUnsupported } from '../../core/tools/screen/screen-failures.ts'
import type { PixelArea, ScreenTarget } from '../../core/tools/screen/screen-target.ts'
import type { Surroundings } from '../programs/surroundings.ts'
import { ffmpegMissing } from './ffmpeg-programs.ts'
import type { ScreenCommands, TakeCommand } from './program-screen.ts'

const INSTALL =
  'Install grim (compositors like Sway or Hyprland), xdg-desktop-portal with the backend of this desktop, spectacle (KDE) or gnome-screenshot (GNOME), or use the desktop app.'

/** `wlr-randr --json`. Scaled displays are smaller in the units of the compositor than in pixels. */
const Outputs = z.array(
  z.object({
    name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
    enabled: z.boolean(),
    scale: z.number().positive().optional(),
    position: z.object({ x: z.int(), y: z.int() }).optional(),
    modes: z.array(z.object({ width: z.int(), height: z.int(), current: z.boolean() })).optional(),
  }),
)

/** What takes a picture of everything under a Wayland compositor, best first. */
const OF_ALL: readonly (readonly [program: string, args: (file: string) => string[]])[] = [
  ['grim', (file) => ['-t', 'png', file]],
  ['spectacle', (file) => ['--background', '--nonotify', '--fullscreen', '--output', file]],
  ['gnome-screenshot', (file) => [`--file=${file}`]],
]

/** Wayland: programs of the compositors. What they have in common is the portal (portal-screen.ts). */
export function waylandCommands(surroundings: Surroundings): ScreenCommands {
  const { find } = surroundings
  const chosen = () => OF_ALL.find(([program]) => find(program) !== null)
  return {
    name: 'wayland',
    words: `the Wayland desktop, through ${chosen()?.[0] ?? 'no program'}`,
    missing: () =>
      chosen() === undefined
        ? programMissing(
            OF_ALL.map(([name]) => name),
            INSTALL,
          )
        : null,
    take: (target, [file = '']) => {
      const grim = find('grim')
      return grim === null ? ofAll(target, file) : { program: grim, args: grimArgs(target, file), env: {}, crop: null }
    },
    list: () => {
      const program = find('wlr-randr')
      return program === null ? null : { program, args: ['--json'] }
    },
    listed: (said) =>
      Outputs.parse(JSON.parse(said)).flatMap(({ name, enabled, scale = 1, position, modes }) => {
        const mode = modes?.find(({ current }) => current)
        if (!enabled) return []
        const place =
          position === undefined || mode === undefined
            ? null
            : { ...position, width: Math.round(mode.width / scale), height: Math.round(mode.height / scale) }
        return [{ id: name, name, kind: 'display' as const, place }]
      }),
    recording: {
      missing: () =>
        find('wf-recorder') === null || find('timeout') === null
          ? recordingUnsupported(
              'Under this Wayland desktop nothing is there that records.',
              'Install wf-recorder (compositors like Sway or Hyprland), record with OBS, or take pictures instead.',
            )
          : ffmpegMissing(surroundings),
      command: async ({ target, seconds, fps }, file) => {
        const [recorder, timeout] = [find('wf-recorder'), find('timeout')]
        if (recorder === null || timeout === null)
          throw recordingUnsupported('wf-recorder and timeout are not there.', 'Install wf-recorder and coreutils.')
        // It records until it is told to stop: timeout(1) tells it, whatever became of the console.
        const bounded = ['--signal=INT', '--kill-after=10', '--preserve-status', String(seconds), recorder]
        const codec = ['-c', 'libx264', '-x', 'yuv420p', '-r', String(fps), '-m', 'matroska', '-f', file]
        return { program: timeout, args: [...bounded, ...codec, ...recorderTarget(target)] }
      },
    },
  }

  function ofAll(target: ScreenTarget, file: string): TakeCommand {
    const [name, args] = chosen() ?? ['grim', () => []]
    const program = find(name)
    if (program === null)
      throw programMissing(
        OF_ALL.map(([each]) => each),
        INSTALL,
      )
    if (target.kind === 'all') return { program, args: args(file), env: {}, crop: null }
    if (target.kind === 'region') return { program, args: args(file), env: {}, crop: areaOf(target) }
    throw onlyAll(target.kind)
  }
}

const areaOf = ({ x, y, width, height }: PixelArea): PixelArea => ({ x, y, width, height })
const geometry = ({ x, y, width, height }: PixelArea): string => `${x},${y} ${width}x${height}`

const onlyAll = (kind: string) =>
  targetUnsupported(
    `A single ${kind} cannot be captured by a plain process under this Wayland desktop.`,
    'Capture everything or a region, or use the desktop app.',
  )

/** grim(1). */
function grimArgs(target: ScreenTarget, file: string): string[] {
  if (target.kind === 'window') throw onlyAll('window')
  if (target.kind === 'display') return ['-t', 'png', '-o', target.id, file]
  return target.kind === 'region' ? ['-t', 'png', '-g', geometry(target), file] : ['-t', 'png', file]
}

/** wf-recorder(1). */
function recorderTarget(target: ScreenTarget): string[] {
  if (target.kind === 'window') throw onlyAll('window')
  if (target.kind === 'display') return ['-o', target.id]
  return target.kind === 'region' ? ['-g', geometry(target)] : []
}
