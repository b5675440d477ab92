import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron'
import * as z from 'zod'
import type { Problem } from '../../contract/problem.ts'
import type { Actor } from '../../contract/scope.ts'
import type { EventDraft } from '../core/audit/event-log.ts'
import type { EventHub } from '../core/broadcast/event-hub.ts'
import { AppError } from '../core/kernel/app-error.ts'
import { isConsoleSender, senderName } from './call-sender.ts'
import { requestOf } from './desktop-call.ts'
import { type DesktopReply, desktopProblem, desktopReplyOf } from './desktop-reply.ts'
import { createEventSubscriptions } from './event-subscriptions.ts'
import { type EvidenceAddress, evidenceAddressOf } from './evidence-address.ts'
import {
  FETCH_CHANNEL,
  OPEN_EVIDENCE_CHANNEL,
  STREAM_CHANNEL,
  SUBSCRIBE_CHANNEL,
  UNSUBSCRIBE_CHANNEL,
} from './ipc-channels.ts'

const STRANGER: Actor = { sub: 'unknown-frame', scopes: [], door: 'desktop' }

export interface IpcDoorParts {
  readonly ipc: Pick<IpcMain, 'handle'>
  readonly contents: WebContents
  /** The window is the operator: whoever sits before it may do all that the console offers. */
  readonly operator: Actor
  /** The app function, with the operator's identity. */
  readonly fetch: (request: Request) => Response | Promise<Response>
  /** Shows the folder of a package in the file manager. Rejects with AppError when that is not to be, or did not work. */
  readonly openEvidence: (address: EvidenceAddress) => Promise<void>
  readonly events: EventHub
  readonly problemOf: (error: unknown, correlationId: string) => Problem
  readonly nextCorrelationId: () => string
  /** Takes the lines about what the app function does not see: refusals at the door, and the event stream. */
  readonly note: (line: EventDraft) => void
}

export interface IpcDoor {
  /** Takes no more calls and lets those under way finish for a moment. The streams end with the event hub, which tells the page. */
  close(): Promise<void>
}

/** How long calls under way may take once the app stops, in milliseconds. */
const GRACE_MS = 1000

const SubscriptionId = z.uuid()
/** An id that is none of ours counts as 0: the page is told to read everything again. */
const LastSeq = z
  .string()
  .max(1000)
  .nullable()
  .transform((id) => (id === null || id === '' ? null : /^\d{1,15}$/.test(id) ? Number(id) : 0))

/** Opens the window's way to the app. Every handler answers with a value, whatever it is called with; none throws. */
export function openIpcDoor(parts: IpcDoorParts): IpcDoor {
  const { ipc, contents, operator } = parts
  const underWay = new Set<Promise<unknown>>()
  let stopping = false

  const line = (type: EventDraft['type'], actor: Actor, rest: Partial<EventDraft>): EventDraft => ({
    ...{ type, actor, correlation_id: parts.nextCorrelationId(), task_id: null, route: null, status: null, data: {} },
    ...rest,
  })
  const clients = (): number => parts.events.clients
  const streams = createEventSubscriptions({
    hub: parts.events,
    push: (id, message) => contents.send(STREAM_CHANNEL, id, message),
    onOpened: (last_event_id) =>
      parts.note(line('sse_client_connected', operator, { data: { clients: clients(), last_event_id } })),
    onEnded: (frames) =>
      parts.note(line('sse_client_disconnected', operator, { data: { clients: clients(), frames } })),
  })

  function refuse(event: IpcMainInvokeEvent, channel: string, error: unknown): DesktopReply {
    const correlation_id = parts.nextCorrelationId()
    const problem = parts.problemOf(error, correlation_id)
    const data = { error_code: problem.error_code, sender: senderName(event), detail: problem.detail.slice(0, 300) }
    const actor = isConsoleSender(event, contents) ? operator : STRANGER
    parts.note(line('request_refused', actor, { correlation_id, route: channel, status: problem.status, data }))
    return desktopProblem(problem)
  }

  function admit(event: IpcMainInvokeEvent): void {
    if (!isConsoleSender(event, contents))
      throw new AppError('origin_not_allowed', 'Only the console in its own window may call this door.')
    if (stopping) throw new AppError('shutting_down', 'The console is stopping.')
  }

  function tracked<T>(work: Promise<T>): Promise<T> {
    underWay.add(work)
    return work.finally(() => underWay.delete(work))
  }

  ipc.handle(FETCH_CHANNEL, async (event, path: unknown, call: unknown): Promise<DesktopReply> => {
    try {
      admit(event)
      const request = requestOf(path, call)
      return await tracked(Promise.resolve(parts.fetch(request)).then(desktopReplyOf))
    } catch (error) {
      return refuse(event, FETCH_CHANNEL, error)
    }
  })

  ipc.handle(OPEN_EVIDENCE_CHANNEL, async (event, ...ids: unknown[]): Promise<DesktopReply> => {
    try {
      admit(event)
      const address = evidenceAddressOf(ids)
      await tracked(parts.openEvidence(address))
      const { correlation_id, package_id } = address
      const served = { correlation_id, route: OPEN_EVIDENCE_CHANNEL, status: 204, data: { package_id } }
      parts.note(line('request_served', operator, served))
      return { status: 204, headers: {}, body: '' }
    } catch (error) {
      return refuse(event, OPEN_EVIDENCE_CHANNEL, error)
    }
  })

  ipc.handle(SUBSCRIBE_CHANNEL, (event, id: unknown, lastEventId: unknown): boolean => {
    try {
      admit(event)
      const asked = z.tuple([SubscriptionId, LastSeq]).safeParse([id, lastEventId])
      if (!asked.success) throw new AppError('validation_failed', 'The subscription is not valid.')
      return streams.open(...asked.data)
    } catch (error) {
      refuse(event, SUBSCRIBE_CHANNEL, error)
      return false
    }
  })

  ipc.handle(UNSUBSCRIBE_CHANNEL, (event, id: unknown): void => {
    if (isConsoleSender(event, contents) && typeof id === 'string') streams.end(id)
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

  return {
    close: async () => {
      stopping = true
      const late = new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref())
      await Promise.race([Promise.allSettled(underWay), late])
    },
  }
}
