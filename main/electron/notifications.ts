import type { App } from 'electron'
import type { DesktopTarget } from '../../contract/desktop-door.ts'
import type { PushedEvent, PushedEventName } from '../../contract/events.ts'
import type { EventHub } from '../core/broadcast/event-hub.ts'
import type { Clock } from '../core/kernel/clock.ts'
import type { Logger } from '../core/kernel/logger.ts'
import type { Timers } from '../core/kernel/timers.ts'
import { createNoticeDesk } from '../core/notices/notice-desk.ts'
import type { Happened, Onlooker } from '../core/notices/notice-of-event.ts'
import { minuteOfDay } from '../core/notices/quiet-hours.ts'
import type { SettingsSource } from '../core/settings/settings-source.ts'
import { createNotificationScreen, type NotificationClass } from './notification-screen.ts'

/**
 * Under which Windows knows the app: the appId of its installer, or its notifications are not shown.
 * https://learn.microsoft.com/en-us/windows/win32/shell/appids
 */
export const APP_ID = 'org.example.countersign'

export interface NotificationParts {
  readonly app: Pick<App, 'setAppUserModelId'>
  readonly Notification: NotificationClass
  readonly platform: NodeJS.Platform
  readonly hub: Pick<EventHub, 'observe'>
  readonly settings: Pick<SettingsSource, 'current'>
  readonly onlooker: Onlooker
  readonly show: (target: DesktopTarget) => void
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
}

/**
 * Tells whoever is not looking, with the system's own notifications. A click on one shows the item and decides nothing; there are no
 * buttons on them for the same reason. Returns what ends it.
 */
export function openNotifications(parts: NotificationParts): () => void {
  const { clock, timers, onlooker, settings } = parts
  if (parts.platform === 'win32') parts.app.setAppUserModelId(APP_ID)
  const desk = createNoticeDesk({
    ...{ clock, timers, onlooker, screen: createNotificationScreen(parts) },
    settings: () => settings.current().notifications,
    minuteOfDay: () => minuteOfDay(clock.now()),
  })
  const unobserve = parts.hub.observe(<N extends PushedEventName>(name: N, payload: PushedEvent<N>) => {
    desk.happened({ name, payload } as unknown as Happened)
  })
  return () => {
    unobserve()
    desk.close()
  }
}
