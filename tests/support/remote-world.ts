import { setImmediate } from 'node:timers/promises'
import type { AuditEvent } from '../../contract/audit-event.ts'
import type { TaskId } from '../../contract/ids.ts'
import { Settings } from '../../contract/settings.ts'
import { CreateTask, type Task } from '../../contract/task.ts'
import { createEventHub } from '../../main/core/broadcast/event-hub.ts'
import type { RemoteResult } from '../../main/core/ingest/remote-request.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { createRemoteDesk } from '../../main/core/remote/remote-desk.ts'
import { createOwedOutcomes } from '../../main/core/tasks/owed-outcomes.ts'
import { createEntry } from '../../main/core/tasks/task-entry.ts'
import type { TaskIndex } from '../../main/core/tasks/task-index.ts'
import { createTaskService, EMPTY_TASK } from '../../main/core/tasks/task-service.ts'
import { cutMessenger } from './cut-messenger.ts'
import { deskProtocol } from './desk-protocol.ts'
import { createFakeMessenger, type ShownMessage } from './fake-messenger.ts'
import { createManualTimers } from './manual-timers.ts'
import { createMemoryLog } from './memory-log.ts'
import { memoryTaskStore } from './memory-task-store.ts'
import { noApprovals } from './no-approvals.ts'
import { auditOver, stampedLog } from './stamped-log.ts'

const START_MS = Date.parse('2026-01-31T09:30:00.000Z')
const CONSOLE = {
  actor: { sub: 'operator', scopes: ['admin' as const], door: 'console' as const },
  correlation_id: 'req-1',
}

/** An operator, another one, and somebody who may only write. */
export const ANNA = 7
export const BERT = 8
export const CARL = 9
export const GROUP = -100

/**
 * The desk over tasks and a log in memory, with a messenger that keeps what is said and time that passes when a test says so. `restart`
 * begins anew from log and task files, as after a crash: nothing that the earlier run still had in hand happens any more.
 */
export async function createRemoteWorld(operators: readonly number[], mute = false) {
  const unheard = new Set<number>()
  const mayHear = (_chat: number, user: number): boolean => !unheard.has(user)
  const timers = createManualTimers(START_MS)
  const { clock } = timers
  const log = createMemoryLog()
  let settings = Settings.parse({})
  const hub = createEventHub({ capacity: 100, startSeq: 0, clock })
  const files = new Map<string, string>()
  const store = memoryTaskStore(files, () => undefined)
  let made = 0
  const lastHex = new Map<number, string>()
  const ids = {
    hex: (bytes: number) => {
      const hex = (++made).toString(16).padStart(bytes * 2, '0')
      lastHex.set(bytes, hex)
      return hex
    },
  }
  const stamped = stampedLog(log, clock)
  const tasks = createTaskService({ store, log: stamped, hub, owed: createOwedOutcomes(stamped), clock, ids })
  const {
    protocol,
    heldToProof,
    told: driven,
  } = await deskProtocol(
    { tasks, store, log: stamped, index: log.index, hub, clock, timers, ids },
    () => settings.protocol,
  )
  const messenger = createFakeMessenger()
  const complaints: string[] = []
  const told = (_fields: unknown, message: string) => complaints.push(message)
  const audit = auditOver(log)

  function openRun(who: readonly number[]) {
    let alive = true
    const cut = <T>(work: () => Promise<T>): Promise<T> => (alive ? work() : new Promise<T>(() => undefined))
    const guarded = cutMessenger(messenger, cut)
    const desk = createRemoteDesk({
      approvals: noApprovals(),
      ...{ protocol, settings: () => settings },
      ...{
        messenger: guarded,
        tasks: heldToProof,
        store,
        log: stamped,
        audit,
        clock,
        ids,
        operators: who,
        mute,
        mayHear,
      },
      hub: { observe: (observer) => hub.observe((name, payload) => (alive ? observer(name, payload) : undefined)) },
      timers: { after: (ms, work) => timers.after(ms, () => (alive ? work() : undefined)) },
      logger: { info: () => undefined, warn: told, error: told },
    })
    const kill = (): void => {
      alive = false
    }
    return { desk, kill }
  }

  let run = openRun(operators)
  let deliveries = 0
  const delivery = (delivery_id = `update-${++deliveries}`) => ({ delivery_id, correlation_id: `req-${delivery_id}` })

  /** Everything that needs no time has happened. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await setImmediate()
  }

  await run.desk.start()
  return {
    /** Users who were taken from the list of those who may write. */
    unheard,
    protocol,
    /** What whoever drives agents was told. */
    driven,
    set: (given: object): void => {
      settings = Settings.parse({ ...settings, ...given })
    },
    ...{ timers, clock, log, store, tasks, hub, messenger, files, complaints, settle, delivery },
    get desk() {
      return run.desk
    },
    /** Lets time pass, with what falls due on the way; what that leads to happens between two steps. */
    pass: async (ms: number, step = Math.max(100, Math.ceil(ms / 200))): Promise<void> => {
      for (let left = ms; left > 0; left -= step) {
        timers.advance(Math.min(step, left))
        await setImmediate()
      }
      await settle()
    },
    /** The process dies; until `restart` nobody is there. */
    crash: (): void => run.kill(),
    restart: async (who: readonly number[] = operators): Promise<void> => {
      run.kill()
      run = openRun(who)
      await run.desk.start()
      await settle()
    },
    /** A task as the console's own route makes it. */
    create: async (input: Partial<CreateTask> & { request_text: string }): Promise<string> => {
      const { task_id } = await tasks.create(
        { ...CONSOLE, correlation_id: `req-c${++deliveries}` },
        CreateTask.parse(input),
      )
      await settle()
      return task_id
    },
    /** A task as a message makes it, or a change of a task by an event from outside. */
    change: async (taskId: string, over: Partial<Task>, change: 'task_created' | 'task_updated' | 'task_amended') => {
      await tasks.upsert(
        CONSOLE,
        taskId as TaskId,
        (current) => ({
          change,
          task: {
            ...(current ?? {
              ...EMPTY_TASK,
              ...{ task_id: taskId as TaskId, source: 'telegram', request_text: 'do it', correlation_id: taskId },
              ...{ created_at: '2026-01-31T09:29:00.000Z', status: 'pending', title: 'do it', updated_at: null },
              ...{ acceptance_criteria: [], declared_scope: [], allow_external_publish: false, assurance: 'token' },
            }),
            version: (current?.version ?? 0) + 1,
            ...over,
          } as Task,
        }),
        {},
      )
      await settle()
    },
    /** Another program removes the file. */
    remove: async (task_id: string) => {
      const before = log.events.length
      const index = store.index as TaskIndex
      index.remove(task_id)
      const event = { seq: before, ts: new Date(clock.now()).toISOString(), correlation_id: 'x', task_id }
      hub.publish('ssot_external_change', { ...event, change: 'deleted', task: null })
      await settle()
    },
    /** Another program writes a file that is no task. */
    spoil: (task_id: string, invalid_reason: string): void => {
      const facts = { task_id, base_sha: sha256(''), task: null, invalid_reason, last_good: null, file_ms: 0 }
      ;(store.index as TaskIndex).put(createEntry(facts))
    },
    decideInConsole: async (taskId: string, decision: 'approve' | 'reject') => {
      const { base_sha } = tasks.get(taskId).entry
      await tasks.decide(CONSOLE, taskId as TaskId, { decision, comment: null, base_sha })
      await settle()
    },
    press: async (
      button: 'a' | 'r' | 'd' | 'g' | 'w',
      on: ShownMessage,
      by: number,
      as = delivery(),
    ): Promise<RemoteResult> => {
      const data = on.buttons.flat().find((b) => b.data.startsWith(button))?.data ?? `${button}:none`
      const request = {
        kind: 'callback',
        callback_id: `cb-${as.delivery_id}`,
        data,
        message_id: on.message_id,
      } as const
      const result = await run.desk.carryOut({ ...request, chat_id: on.chat_id, user_id: by, name: 'Ann' }, as)
      await settle()
      return result
    },
    reply: async (to: ShownMessage, by: number, text: string, as = delivery()): Promise<RemoteResult> => {
      const request = { kind: 'reply', to_message_id: to.message_id, to_words: to.text, text, message_id: 50 } as const
      const result = await run.desk.carryOut({ ...request, chat_id: to.chat_id, user_id: by, name: 'Ann' }, as)
      await settle()
      return result
    },
    command: async (
      chat_id: number,
      by: number,
      command: string,
      argument = '',
      as = delivery(),
    ): Promise<RemoteResult> => {
      const request = { kind: 'command', command, argument, message_id: 60 } as const
      const result = await run.desk.carryOut({ ...request, chat_id, user_id: by, name: 'Ann' }, as)
      await settle()
      return result
    },
    taskOf: (taskId: string): Task => {
      const task = store.index.get(taskId)?.task
      if (!task) throw new Error(`no task ${taskId}`)
      return task
    },
    /** Cards and other messages in a chat, oldest first. */
    inChat: (chatId: number): ShownMessage[] => messenger.sent.filter(({ chat_id }) => chat_id === chatId),
    /** The latest message with buttons that still stand. */
    card: (chatId: number): ShownMessage => {
      const found = messenger.sent
        .filter(({ chat_id }) => chat_id === chatId)
        .map(({ message_id }) => messenger.shown(message_id))
        .findLast(({ buttons }) => buttons.length > 0)
      if (found === undefined) throw new Error(`no card in chat ${chatId}`)
      return found
    },
    /** The latest id of that length that was made. */
    lastHex: (bytes: number): string => lastHex.get(bytes) ?? '',
    lines: (type: AuditEvent['type']): AuditEvent[] => log.events.filter((event) => event.type === type),
  }
}
export type RemoteWorld = Awaited<ReturnType<typeof createRemoteWorld>>
