import type { Clipboard, Dialog, Menu, NativeImage, nativeImage, Tray } from 'electron'
import type { DesktopTarget } from '../../contract/desktop-door.ts'
import type { EventHub } from '../core/broadcast/event-hub.ts'
import type { Lifetime } from '../core/kernel/lifetime.ts'
import type { Logger } from '../core/kernel/logger.ts'
import type { Timers } from '../core/kernel/timers.ts'
import { setIntake } from './intake-switch.ts'
import { watchIntake } from './intake-watch.ts'
import { type ConsoleTray, createTray } from './tray.ts'
import { hasTrayHost } from './tray-host.ts'
import { trayIcons } from './tray-icon.ts'
import type { TrayFacts } from './tray-menu.ts'
import type { WaitingCount } from './waiting-count.ts'

export interface DesktopTrayParts {
  readonly Tray: new (image: NativeImage) => Tray
  readonly Menu: Pick<typeof Menu, 'buildFromTemplate'>
  readonly nativeImage: Pick<typeof nativeImage, 'createFromPath'>
  readonly clipboard: Pick<Clipboard, 'writeText'>
  readonly dialog: Pick<Dialog, 'showMessageBox'>
  readonly platform: NodeJS.Platform
  /** Folder of the drawn icons. */
  readonly icons: string
  readonly hub: EventHub
  readonly waiting: WaitingCount
  readonly timers: Timers
  readonly logger: Logger
  /** Where other programs reach the console. */
  readonly address: string
  /** Asks the app as a reader. */
  readonly read: (path: string) => Promise<Response>
  /** Asks the app as the operator. */
  readonly call: (request: Request) => Promise<Response>
  readonly show: (target: DesktopTarget | null) => void
  readonly quit: () => void
}

/** Puts the console into the tray. False: this desktop shows no icons of that kind, so nothing may hide behind one. */
export async function openDesktopTray(owner: Lifetime, parts: DesktopTrayParts): Promise<boolean> {
  const { platform, logger, timers, waiting } = parts
  if (!(await hasTrayHost(platform))) {
    logger.info({}, 'this desktop shows no tray icons: closing the window quits')
    return false
  }
  const intake = watchIntake({ readInfo: () => parts.read('/system/info'), hub: parts.hub, timers, logger })
  owner.own('state of the intake', intake.close)
  const facts = (): TrayFacts => ({ waiting: waiting.current(), intake: intake.current() })
  let tray: ConsoleTray
  try {
    tray = createTray({
      ...{ Tray: parts.Tray, platform, facts: facts() },
      buildMenu: (template) => parts.Menu.buildFromTemplate(template),
      icons: trayIcons(parts.nativeImage, platform, parts.icons),
      actions: {
        show: parts.show,
        setIntake: (paused) => void setIntake(paused, parts).catch(() => undefined),
        copyAddress: () => {
          const failed = (error: unknown): void => logger.warn({ err: error }, 'the address could not be copied')
          parts.clipboard.writeText(parts.address).catch(failed)
        },
        quit: parts.quit,
      },
    })
  } catch (error) {
    logger.warn({ err: error }, 'no tray icon could be made: closing the window quits')
    return false
  }
  owner.own('tray', tray.close)
  const update = (): void => tray.update(facts())
  owner.own('count in the tray', waiting.watch(update))
  owner.own('intake in the tray', intake.watch(update))
  // What changed while the icon was being made.
  update()
  return true
}
