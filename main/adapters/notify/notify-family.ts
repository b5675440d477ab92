import { readFile } from 'node:fs/promises'
import { excerptOf } from '../../core/notices/excerpt.ts'
import { createNotifySend } from '../../core/tools/notify/notify-send.ts'
import { NotifySettings } from '../../core/tools/notify/notify-settings.ts'
import type { FamilySpec } from '../../core/tools/tool-family.ts'
import { createChatPost } from './chat-post.ts'
import { resolveBySystem } from './checked-lookup.ts'
import { openDeliveryJournal } from './delivery-journal-file.ts'
import { createDesktopNotices } from './desktop-notices.ts'
import { createWebhookPost } from './webhook-post.ts'

const SECRET = 'NOTIFY_WEBHOOK_SECRET'

export const notifyFamily: FamilySpec<NotifySettings> = {
  name: 'notify',
  levels: { 'notify.send': 'external_notify' },
  settings: NotifySettings,
  secrets: [SECRET],
  open: ({ clock, timers, ids, logger, secrets, messenger, telegramChats, host, settings, ...parts }) => {
    const statusChanged = (): void => parts.statusChanged(['notify.send'])
    const tool = createNotifySend({
      ...{ clock, timers, ids, logger, telegramChats, settings, statusChanged, readFile, excerptOf },
      chat: messenger === null ? null : createChatPost(messenger),
      post: createWebhookPost(resolveBySystem),
      secret: () => secrets.read(SECRET),
      desktop: createDesktopNotices({ notify: host.notify, platform: process.platform, env: process.env }),
      journalIn: openDeliveryJournal,
    })
    const unwatch = parts.onSettings(statusChanged)
    return { tools: [tool], close: async () => unwatch() }
  },
}
