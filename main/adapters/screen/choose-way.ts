import type { HostPorts } from '../../core/tools/host-ports.ts'
import type { PicturePort } from '../../core/tools/screen/picture-port.ts'
import { noDisplay } from '../../core/tools/screen/screen-failures.ts'
import { createHostScreen } from './host-screen.ts'
import { macosCommands } from './macos-commands.ts'
import { createProgramScreen } from './program-screen.ts'
import type { ScreenWay } from './screen-way.ts'
import type { Surroundings } from './surroundings.ts'
import { waylandCommands } from './wayland-commands.ts'
import { windowsCommands } from './windows-commands.ts'
import { createX11Screen } from './x11-screen.ts'

const NOWHERE =
  'Start the console inside a desktop session, or name an X display of this machine as tools.screen.display in the settings.'

/**
 * How this machine can be looked at. An X display that the settings name goes before everything; then what the desktop app can do; then
 * the programs of the system. Under Wayland a DISPLAY is that of old programs only, and shows nothing of the others.
 */
export function chooseWay(
  surroundings: Surroundings,
  named: string | null,
  host: HostPorts['screen'],
  pictures: Pick<PicturePort, 'crop'>,
): ScreenWay {
  if (named !== null) return createX11Screen(surroundings, named)
  const program = programWay(surroundings, pictures)
  return host === null ? program : createHostScreen(host, program, pictures)
}

function programWay(surroundings: Surroundings, pictures: Pick<PicturePort, 'crop'>): ScreenWay {
  const { platform, env } = surroundings
  if (platform === 'darwin') return createProgramScreen(macosCommands(surroundings), env, pictures)
  if (platform === 'win32') return createProgramScreen(windowsCommands(surroundings), env, pictures)
  if (env['WAYLAND_DISPLAY'] !== undefined) return createProgramScreen(waylandCommands(surroundings), env, pictures)
  return env['DISPLAY'] === undefined ? noWay() : createX11Screen(surroundings, env['DISPLAY'])
}

function noWay(): ScreenWay {
  const missing = () =>
    noDisplay('The console runs where there is no screen: no DISPLAY and no WAYLAND_DISPLAY.', NOWHERE)
  const refuse = async (): Promise<never> => {
    throw missing()
  }
  return {
    name: 'none',
    words: 'no screen',
    missing,
    sources: refuse,
    take: refuse,
    recording: { missing, command: refuse },
  }
}
