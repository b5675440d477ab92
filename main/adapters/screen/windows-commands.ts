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

const OPTIONS = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command']

/** In pixels, not in the units of a process that knows nothing of the scale of a display. */
const BEGIN = `
$ErrorActionPreference = 'Stop'
Add-Type -AssemblyName System.Windows.Forms, System.Drawing
Add-Type -Namespace Native -Name User -MemberDefinition '
[DllImport("user32.dll")] public static extern bool SetProcessDPIAware();
[DllImport("user32.dll")] public static extern bool GetWindowRect(System.IntPtr window, out RECT rect);
public struct RECT { public int Left; public int Top; public int Right; public int Bottom; }'
[void][Native.User]::SetProcessDPIAware()
$all = [System.Windows.Forms.SystemInformation]::VirtualScreen`

const END = `
$bitmap = New-Object System.Drawing.Bitmap $width, $height
$graphics = [System.Drawing.Graphics]::FromImage($bitmap)
$graphics.CopyFromScreen($x, $y, 0, 0, $bitmap.Size)
$bitmap.Save($env:COUNTERSIGN_PICTURE, [System.Drawing.Imaging.ImageFormat]::Png)`

const LIST = `${BEGIN}
[Console]::OutputEncoding = [System.Text.Encoding]::UTF8
$displays = @([System.Windows.Forms.Screen]::AllScreens | ForEach-Object { @{ x = $_.Bounds.X - $all.X; y = $_.Bounds.Y - $all.Y; width = $_.Bounds.Width; height = $_.Bounds.Height } })
$windows = @(Get-Process | Where-Object { $_.MainWindowHandle -ne 0 } | Select-Object -First 100 | ForEach-Object { @{ id = $_.MainWindowHandle.ToInt64(); name = $_.MainWindowTitle } })
@{ displays = $displays; windows = $windows } | ConvertTo-Json -Depth 4 -Compress`

const Listed = z.object({
  displays: z.array(z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })).max(32),
  windows: z.array(z.object({ id: z.int(), name: z.string() })),
})

/** Windows: PowerShell with .NET, and ffmpeg for films. Places are in pixels, from the upper left corner of all displays together. */
export function windowsCommands(surroundings: Surroundings): ScreenCommands {
  const powershell = (): string => surroundings.find('powershell') ?? 'powershell.exe'
  return {
    name: 'powershell',
    words: 'the displays of this machine, through PowerShell',
    missing: () =>
      surroundings.find('powershell') === null
        ? programMissing(['powershell.exe'], 'It is a part of Windows: look whether it is in the PATH.')
        : null,
    // Nothing but numbers gets into the script.
    take: (target, [file = '']) => ({
      ...{ program: powershell(), env: { COUNTERSIGN_PICTURE: file }, crop: null },
      args: [...OPTIONS, `${BEGIN}\n${areaScript(target)}${END}`],
    }),
    list: () => ({ program: powershell(), args: [...OPTIONS, LIST] }),
    listed: (said) => {
      const { displays, windows } = Listed.parse(JSON.parse(said.replace(/^\ufeff/, '')))
      return [
        ...displays.map((place, index) => ({
          ...{ id: `display:${index + 1}`, name: `Display ${index + 1}`, kind: 'display' as const, place },
        })),
        ...windows.map(({ id, name }) => ({
          ...{ id: `window:${id}`, name: oneLine(name), kind: 'window' as const, place: null },
        })),
      ]
    },
    recording: {
      missing: () => ffmpegMissing(surroundings),
      command: async (order, file, signal) => {
        const { ffmpeg: program, env } = ffmpegOf(surroundings)
        const { target, fps } = order
        if (target.kind === 'window' || target.kind === 'display')
          throw recordingUnsupported(
            `A single ${target.kind} cannot be recorded on Windows.`,
            'Record a region: screen.sources tells the places.',
          )
        // https://ffmpeg.org/ffmpeg-devices.html#gdigrab
        const part =
          target.kind === 'region'
            ? [
                ...['-offset_x', String(target.x), '-offset_y', String(target.y)],
                ...['-video_size', `${target.width}x${target.height}`],
              ]
            : []
        const input = ['-f', 'gdigrab', '-framerate', String(fps), ...part, '-i', 'desktop']
        return {
          program,
          args: recordArgs(input, [], order, await chooseEncoder({ program, env }, signal), file, MOST_FILM_BYTES),
        }
      },
    },
  }
}

/** Sets $x, $y, $width and $height. */
function areaScript(target: ScreenTarget): string {
  const of = (bounds: string): string =>
    `$x = ${bounds}.X; $y = ${bounds}.Y; $width = ${bounds}.Width; $height = ${bounds}.Height`
  switch (target.kind) {
    case 'all':
      return of('$all')
    case 'display':
      return `$one = [System.Windows.Forms.Screen]::AllScreens[${numberIn('display', target.id) - 1}].Bounds; ${of('$one')}`
    case 'window':
      return `$rect = New-Object Native.User+RECT; if (-not [Native.User]::GetWindowRect([System.IntPtr]${numberIn('window', target.id)}, [ref]$rect)) { throw 'there is no such window' }; $x = $rect.Left; $y = $rect.Top; $width = $rect.Right - $rect.Left; $height = $rect.Bottom - $rect.Top`
    case 'region':
      return `$x = $all.X + ${target.x}; $y = $all.Y + ${target.y}; $width = ${target.width}; $height = ${target.height}`
  }
}
