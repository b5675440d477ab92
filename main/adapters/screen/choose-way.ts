import type { Logger } from '../../core/kernel/logger.ts'
import type { HostPorts } from '../../core/tools/host-ports.ts'
import type { PicturePort } from '../../core/tools/screen/picture-port.ts'
import { noDisplay } from '../../core/tools/screen/screen-failures.ts'
import type { Surroundings } from '../programs/surroundings.ts'
import { createHostScreen } from './host-screen.ts'
import { macosCommands } from './macos-commands.ts'
import { createPortalScreen, PORTAL_PATIENCE_MS, portalSocket } from './portal-screen.ts'
import { createProgramScreen } from './program-screen.ts'
import type { ScreenWay } from './screen-way.ts'
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
  logger: Pick<Logger, 'warn'>,
): ScreenWay {
  if (named !== null) return createX11Screen(surroundings, named)
  const program = programWay(surroundings, pictures, logger)
  return host === null ? program : createHostScreen(host, program, pictures)
}

function programWay(
  surroundings: Surroundings,
  pictures: Pick<PicturePort, 'crop'>,
  logger: Pick<Logger, 'warn'>,
): ScreenWay {
  const { platform, env } = surroundings
  if (platform === 'darwin') return createProgramScreen(macosCommands(surroundings), env, pictures)
  if (platform === 'win32') return createProgramScreen(windowsCommands(surroundings), env, pictures)
  if (env['WAYLAND_DISPLAY'] !== undefined) return waylandWay(surroundings, pictures, logger)
  return env['DISPLAY'] === undefined ? noWay() : createX11Screen(surroundings, env['DISPLAY'])
}

/** Compositors that do not speak the protocol that grim needs (wlr-screencopy), by the names in XDG_CURRENT_DESKTOP. */
const WITHOUT_GRIM = /(^|:)(GNOME|KDE)(:|$)/i

/**
 * grim where the compositor serves it: it takes single displays, and asks nobody. Then the portal; the programs that some desktops bring
 * along come last, for newer desktops answer nobody but their own. Where the portal is the way its word is final: a picture that the person
 * denied is not taken by a program instead.
 */
function waylandWay(
  surroundings: Surroundings,
  pictures: Pick<PicturePort, 'crop'>,
  logger: Pick<Logger, 'warn'>,
): ScreenWay {
  const { env, find } = surroundings
  const commands = waylandCommands(surroundings)
  const grimWorks = find('grim') !== null && !WITHOUT_GRIM.test(env['XDG_CURRENT_DESKTOP'] ?? '')
  const socket = grimWorks ? null : portalSocket(surroundings)
  if (socket === null) return createProgramScreen(commands, env, pictures)
  const { recording } = commands
  return createPortalScreen({ env, socket, pictures, recording, logger, deadline_ms: PORTAL_PATIENCE_MS })
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
