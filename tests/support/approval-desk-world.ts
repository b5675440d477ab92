import { setImmediate } from 'node:timers/promises'
import type { Approval } from '../../contract/approval.ts'
import type { AuditEvent } from '../../contract/audit-event.ts'
import type { JsonObject } from '../../contract/json-object.ts'
import { Settings } from '../../contract/settings.ts'
import type { AuditFilter } from '../../main/core/audit/audit-index.ts'
import type { RemoteResult } from '../../main/core/ingest/remote-request.ts'
import { createRemoteDesk } from '../../main/core/remote/remote-desk.ts'
import { createFakeMessenger, type ShownMessage } from './fake-messenger.ts'
import { AGENT, callOf, type GateConsole, openGate, PUBLISH, refusalOf } from './gate-world.ts'
import { noProtocol } from './no-protocol.ts'

/** Two operators, and somebody who may only write. */
export const ANNA = 7
export const BERT = 8
export const CARL = 9

/** The gate and the desk of one console, with a messenger that keeps what is said. */
export async function openApprovalDesk(operators: readonly number[] = [ANNA, BERT]) {
  const world = await openGate()
  const messenger = createFakeMessenger()
  const complaints: string[] = []
  const told = (_fields: unknown, message: string) => complaints.push(message)
  const audit = {
    query: ({ type, since_ts, since_seq, limit }: AuditFilter) =>
      world.log.events
        .filter((e) => e.type === type && e.seq > (since_seq ?? 0) && Date.parse(e.ts) >= Date.parse(since_ts ?? e.ts))
        .slice(0, limit),
  }

  function deskOf({ approvals, hub }: GateConsole) {
    return createRemoteDesk({
      ...{ messenger, approvals, hub, audit, operators, store: world.store, log: world.log, clock: world.clock },
      ...{ protocol: noProtocol(), settings: () => Settings.parse({}) },
      ...{ ids: world.ids, timers: world.timers, mute: false, mayHear: () => true },
      tasks: { decide: () => Promise.reject(new Error('no task is decided here')) },
      logger: { info: () => undefined, warn: told, error: told },
    })
  }

  let running: GateConsole = world
  let desk = deskOf(running)
  await desk.start()
  let deliveries = 0
  const delivery = () => ({ delivery_id: `update-${++deliveries}`, correlation_id: `req-${deliveries}` })

  async function settle(): Promise<void> {
    for (let turn = 0; turn < 30; turn += 1) await setImmediate()
  }

  /** Lets a few seconds pass, so that everything is sent. */
  async function pass(ms = 20_000): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      world.timers.advance(Math.min(500, left))
      await settle()
    }
  }

  return {
    ...{ world, messenger, complaints, pass, settle },
    approval: (id: string): Approval => running.approvals.get(id),
    /** An agent sends the call, which is refused; the id of the approval that it waits for. */
    ask: async (args: JsonObject = PUBLISH): Promise<string> => {
      const refused = await refusalOf(running.tools.execute(AGENT, callOf({ args, key: `key-${++deliveries}-0000` })))
      await settle()
      return String(refused.extras['approval_id'])
    },
    run: (args: JsonObject = PUBLISH) =>
      running.tools.execute(AGENT, callOf({ args, key: `key-${++deliveries}-0000` })),
    /** Everything in a chat, as it is shown now. */
    inChat: (chatId: number): ShownMessage[] =>
      messenger.sent.filter(({ chat_id }) => chat_id === chatId).map(({ message_id }) => messenger.shown(message_id)),
    /** The latest message with buttons. */
    card: (chatId: number): ShownMessage => {
      const found = messenger.sent
        .filter(({ chat_id }) => chat_id === chatId)
        .map(({ message_id }) => messenger.shown(message_id))
        .findLast(({ buttons }) => buttons.length > 0)
      if (found === undefined) throw new Error(`no card in chat ${chatId}`)
      return found
    },
    press: async (button: 'Approve' | 'Deny', on: ShownMessage, by: number, as = delivery()): Promise<RemoteResult> => {
      const data = on.buttons.flat().find(({ text }) => text === button)?.data ?? 'y:none'
      const { message_id, chat_id } = on
      const request = { kind: 'callback', callback_id: `cb-${as.delivery_id}`, data, message_id, chat_id } as const
      const result = await desk.carryOut({ ...request, user_id: by, name: 'Ann' }, as)
      await settle()
      return result
    },
    answer: async (to: ShownMessage, by: number, text: string): Promise<RemoteResult> => {
      const { chat_id, message_id: to_message_id, text: to_words } = to
      const request = { kind: 'reply', chat_id, to_message_id, to_words, text, message_id: 50 } as const
      const result = await desk.carryOut({ ...request, user_id: by, name: 'Ann' }, delivery())
      await settle()
      return result
    },
    command: async (command: string, by: number): Promise<RemoteResult> => {
      const request = { kind: 'command', command, argument: '', message_id: 60, chat_id: by } as const
      const result = await desk.carryOut({ ...request, user_id: by, name: 'Ann' }, delivery())
      await settle()
      return result
    },
    /** The console dies and starts again on the same disk. */
    restart: async (): Promise<void> => {
      await desk.close()
      running.approvals.close()
      running = await world.again()
      desk = deskOf(running)
      await desk.start()
      await settle()
    },
    changeTask: () => running.changeTask({ title: 'Another title' }),
    asked: (to: ShownMessage): boolean => desk.asked(to.chat_id, to.message_id, to.text),
    lines: (type: AuditEvent['type']): AuditEvent[] => world.log.events.filter((event) => event.type === type),
  }
}
