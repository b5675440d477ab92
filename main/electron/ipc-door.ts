import type { EventHub } from '../core/broadcast/event-hub.ts'
import { requestOf } from './desktop-call.ts'
import { desktopReplyOf } from './desktop-reply.ts'
import { answerDesktopVerbs, type DesktopVerbs } from './desktop-verbs.ts'
import { createDoorGate, type GateParts } from './door-gate.ts'
import { FETCH_CHANNEL } from './ipc-channels.ts'
import type { RefusedAttempts } from './refused-attempts.ts'
import { answerStreamCalls } from './stream-calls.ts'
import { answerViolationReports } from './violation-reports.ts'

export interface IpcDoorParts extends GateParts {
  /** The app function, with the operator's identity. */
  readonly fetch: (request: Request) => Response | Promise<Response>
  readonly events: EventHub
  readonly verbs: DesktopVerbs
  readonly attempts: Pick<RefusedAttempts, 'note'>
}

export interface IpcDoor {
  /** Takes no more calls and lets those under way finish for a moment. The streams end with the event hub, which tells the page. */
  close(): Promise<void>
}

/** Opens the window's way to the app. Every handler answers with a value, whatever it is called with; none throws. */
export function openIpcDoor(parts: IpcDoorParts): IpcDoor {
  const gate = createDoorGate(parts)
  gate.answer(FETCH_CHANNEL, async ([path, call]) => desktopReplyOf(await parts.fetch(requestOf(path, call))))
  answerDesktopVerbs(gate, parts.verbs)
  answerStreamCalls(gate, parts)
  answerViolationReports(gate, parts.attempts)
  return { close: gate.close }
}
