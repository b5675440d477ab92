import type { Notification, NotificationConstructorOptions } from 'electron'
import type { DesktopTarget } from '../../contract/desktop-door.ts'
import type { NoticeKind } from '../../contract/settings.ts'
import type { Logger } from '../core/kernel/logger.ts'
import type { Notice } from '../core/notices/notice.ts'
import type { NoticeScreen } from '../core/notices/shown-notices.ts'

/** What is used of Electron's class. */
export interface NotificationClass {
  new (options: NotificationConstructorOptions): Notification
  isSupported(): boolean
}

export interface NotificationScreenParts {
  readonly Notification: NotificationClass
  readonly platform: NodeJS.Platform
  readonly show: (target: DesktopTarget) => void
  readonly logger: Logger
}

/** Headers under which Windows puts notifications of a kind together. */
const GROUPS: Readonly<Record<NoticeKind, string>> = {
  needs_decision: 'Waits for you',
  rejected: 'Rejected',
  failed: 'Failed',
  publish_done: 'Publishing',
  source_lost: 'Sources',
}

/** Shows notices with the system's notifications. Where the system shows none, that is written down once: the inbox has everything. */
export function createNotificationScreen(parts: NotificationScreenParts): NoticeScreen {
  const { Notification, platform, logger } = parts
  // Kept here, or a click would find the object collected.
  const shown = new Map<string, Notification>()
  let warned = false

  function warn(reason: unknown): void {
    if (warned) return
    warned = true
    logger.warn({ reason }, 'this system shows no notifications: what waits for you is in the inbox')
  }

  function make({ notice_id, kind, title, body, target }: Notice, silent: boolean): void {
    const notification = new Notification({
      ...{ title, body: plainBody(body, platform), silent },
      ...(platform === 'linux' ? {} : { groupId: kind, groupTitle: GROUPS[kind] }),
    })
    shown.set(notice_id, notification)
    notification.on('click', () => {
      shown.delete(notice_id)
      parts.show(target)
    })
    notification.on('failed', (_event, error) => {
      shown.delete(notice_id)
      warn(error)
    })
    notification.show()
  }

  return {
    show: (notice, silent) => {
      try {
        if (Notification.isSupported()) make(notice, silent)
        else warn('not supported')
      } catch (error) {
        warn(error)
      }
    },
    withdraw: (noticeId) => {
      const notification = shown.get(noticeId)
      shown.delete(noticeId)
      try {
        notification?.close()
      } catch (error) {
        warn(error)
      }
    },
  }
}

/**
 * On Linux the body is handed on as it is, and most notification servers read markup in it, links and pictures among it; others show
 * `&lt;` as it stands, and an app is not told which does what. So the three characters of markup are replaced by others that look like
 * them and mean nothing to either. https://specifications.freedesktop.org/notification-spec/latest/markup.html
 */
function plainBody(body: string, platform: NodeJS.Platform): string {
  if (platform !== 'linux') return body
  return body.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('&', '＆')
}
