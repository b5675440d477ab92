import type { DesktopCapturer, Screen, Shell } from 'electron'
import type { Timers } from '../core/kernel/timers.ts'
import type { HostPorts } from '../core/tools/host-ports.ts'
import type { CaptureSources } from './capture-sources.ts'
import { createExternalPort } from './external-port.ts'
import type { NotificationClass } from './notification-screen.ts'
import { createNotifyPort } from './notify-port.ts'
import { createScreenPorts } from './screen-ports.ts'

/** What the desktop app can do for tools and a plain process cannot. */
export function createHostPorts(parts: {
  readonly capturer: Pick<DesktopCapturer, 'getSources'>
  readonly screen: Pick<Screen, 'getAllDisplays'>
  readonly sources: Pick<CaptureSources, 'chosen'>
  readonly shell: Pick<Shell, 'openExternal'>
  readonly Notification: NotificationClass
  readonly timers: Timers
}): HostPorts {
  return {
    screen: createScreenPorts(parts),
    notify: createNotifyPort(parts.Notification),
    openExternal: createExternalPort(parts.shell),
  }
}
