import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron'
import type { DesktopReply } from '../../contract/desktop-door.ts'
import type { Problem } from '../../contract/problem.ts'
import type { Actor } from '../../contract/scope.ts'
import type { EventDraft } from '../core/audit/event-log.ts'
import { AppError } from '../core/kernel/app-error.ts'
import { boundedWait } from '../core/kernel/bounded-wait.ts'
import type { Timers } from '../core/kernel/timers.ts'
import { isConsoleSender, senderName } from './call-sender.ts'
import { desktopProblem } from './desktop-reply.ts'
import { createPacedLines } from './paced-lines.ts'

const STRANGER: Actor = { sub: 'unknown-frame', scopes: [], door: 'desktop' }

/** How long calls under way may take once the app stops, in milliseconds. */
const GRACE_MS = 1000

export interface GateParts {
  readonly ipc: Pick<IpcMain, 'handle'>
  readonly contents: WebContents
  /** The window is the operator: whoever sits before it may do all that the console offers. */
  readonly operator: Actor
  readonly problemOf: (error: unknown, correlationId: string) => Problem
  readonly nextCorrelationId: () => string
  /** Takes the lines about what the app function does not see: refusals at the door, and the event stream. */
  readonly note: (line: EventDraft) => void
  readonly timers: Timers
}

/** Who may call, and that every call is answered with a value. */
export interface DoorGate {
  /** Answers `channel` for the console alone. What `work` throws becomes a problem, and is recorded as `refuse` does. */
  answer(channel: string, work: (args: readonly unknown[]) => Promise<DesktopReply>): void
  /** Throws AppError `origin_not_allowed` or `shutting_down`. */
  admit(event: IpcMainInvokeEvent): void
  /** The problem, and a line `request_refused`: at once, or within a second one for all that are refused for the same reason. */
  refuse(event: IpcMainInvokeEvent, channel: string, error: unknown): DesktopReply
  /** A line in the name of the operator. */
  note(type: EventDraft['type'], rest: Partial<EventDraft>): void
  /** Takes no more calls, lets those under way finish for a moment and writes which were refused. Later refusals have no line. */
  close(): Promise<void>
}

/** A refused call, as its line tells it. */
interface Refused {
  readonly sender: Sender
  readonly channel: string
  readonly problem: Problem
}

/** Who called, for the record. */
interface Sender {
  readonly actor: Actor
  readonly name: string
}

export function createDoorGate(parts: GateParts): DoorGate {
  const { ipc, contents, operator } = parts
  const underWay = new Set<Promise<unknown>>()
  let stopping = false

  function note(type: EventDraft['type'], rest: Partial<EventDraft>): void {
    const correlation_id = rest.correlation_id ?? parts.nextCorrelationId()
    const line = { type, actor: operator, correlation_id, task_id: null, route: null, status: null, data: {} }
    parts.note({ ...line, ...rest })
  }

  // A page that was taken over can call without end: it shall not fill the log.
  const refusals = createPacedLines<Refused>(parts.timers)
  refusals.writeTo(({ facts: { sender, channel, problem }, detail, count }) => {
    const { correlation_id, status, error_code } = problem
    const data = { error_code, sender: sender.name, detail, count }
    note('request_refused', { actor: sender.actor, correlation_id, route: channel, status, data })
  })

  function admit(event: IpcMainInvokeEvent): void {
    if (!isConsoleSender(event, contents))
      throw new AppError('origin_not_allowed', 'Only the console in its own window may call this door.')
    if (stopping) throw new AppError('shutting_down', 'The console is stopping.')
  }

  /** As it is when the call comes: its frame may be gone by the time the call fails. */
  const senderOf = (event: IpcMainInvokeEvent): Sender => ({
    actor: isConsoleSender(event, contents) ? operator : STRANGER,
    name: senderName(event),
  })

  function refuseTo(sender: Sender, channel: string, error: unknown): DesktopReply {
    const problem = parts.problemOf(error, parts.nextCorrelationId())
    refusals.note(`${sender.actor.sub} ${channel} ${problem.error_code}`, { sender, channel, problem }, problem.detail)
    return desktopProblem(problem)
  }

  return {
    ...{ admit, note },
    refuse: (event, channel, error) => refuseTo(senderOf(event), channel, error),
    answer: (channel, work) =>
      ipc.handle(channel, async (event, ...args: unknown[]): Promise<DesktopReply> => {
        const sender = senderOf(event)
        try {
          admit(event)
          const working = work(args)
          underWay.add(working)
          return await working.finally(() => underWay.delete(working))
        } catch (error) {
          return refuseTo(sender, channel, error)
        }
      }),
    close: async () => {
      stopping = true
      await boundedWait(parts.timers, GRACE_MS, underWay)
      refusals.close()
    },
  }
}
