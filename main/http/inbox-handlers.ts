import type { InboxService } from '../core/inbox/inbox-service.ts'
import type { Handlers } from './handler.ts'
import { jsonReply } from './reply.ts'

export function createInboxHandlers(inbox: InboxService): Pick<Handlers, 'inbox'> {
  return { inbox: () => jsonReply(200, inbox.read()) }
}
