import type { IpcMain, WebContents } from 'electron'
import * as z from 'zod'
import type { EventHub } from '../core/broadcast/event-hub.ts'
import { AppError } from '../core/kernel/app-error.ts'
import { isConsoleSender } from './call-sender.ts'
import type { DoorGate } from './door-gate.ts'
import { createEventSubscriptions } from './event-subscriptions.ts'
import { STREAM_CHANNEL, SUBSCRIBE_CHANNEL, UNSUBSCRIBE_CHANNEL } from './ipc-channels.ts'

/** An id that is none of ours counts as 0: the page is told to read everything again. */
const LastSeq = z
  .string()
  .max(1000)
  .nullable()
  .transform((id) => (id === null || id === '' ? null : /^\d{1,15}$/.test(id) ? Number(id) : 0))
const Asked = z.tuple([z.uuid(), LastSeq])

/** Answers the page's subscriptions to pushed events, and ends them with the document that made them. */
export function answerStreamCalls(
  gate: DoorGate,
  { ipc, contents, events }: { ipc: Pick<IpcMain, 'handle'>; contents: WebContents; events: EventHub },
): void {
  const clients = (): number => events.clients
  const streams = createEventSubscriptions({
    hub: events,
    push: (id, message) => contents.send(STREAM_CHANNEL, id, message),
    onOpened: (last_event_id) => gate.note('sse_client_connected', { data: { clients: clients(), last_event_id } }),
    onEnded: (frames) => gate.note('sse_client_disconnected', { data: { clients: clients(), frames } }),
  })

  ipc.handle(SUBSCRIBE_CHANNEL, (event, ...args: unknown[]): boolean => {
    try {
      gate.admit(event)
      const asked = Asked.safeParse(args)
      if (!asked.success) throw new AppError('validation_failed', 'The subscription is not valid.')
      if (!streams.open(...asked.data))
        throw new AppError('validation_failed', 'The id of the subscription is in use, or there are too many.')
      return true
    } catch (error) {
      gate.refuse(event, SUBSCRIBE_CHANNEL, error)
      return false
    }
  })

  // Also while the app stops. A foreign frame is recorded, as everywhere at this door, and learns nothing.
  ipc.handle(UNSUBSCRIBE_CHANNEL, (event, id: unknown): void => {
    if (!isConsoleSender(event, contents)) {
      gate.refuse(event, UNSUBSCRIBE_CHANNEL, new AppError('origin_not_allowed', 'Only the console may end a stream.'))
    } else if (typeof id === 'string') streams.end(id)
  })

  const endAll = (): void => {
    for (const id of streams.ids()) streams.end(id)
  }
  // What the old document subscribed to ends once a new one has taken its place. Only what was there when the navigation began: the
  // new document may have subscribed already when the news of its arrival comes, and a navigation that is refused ends nothing.
  let leaving: string[] = []
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) leaving = streams.ids()
  })
  contents.on('did-navigate', () => {
    for (const id of leaving.splice(0)) streams.end(id)
  })
  contents.on('render-process-gone', endAll)
  contents.on('destroyed', endAll)
}
