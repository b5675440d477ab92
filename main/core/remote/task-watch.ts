import type { PushedEventName } from '../../../contract/events.ts'
import type { Task } from '../../../contract/task.ts'
import { isOpen, verdictWords } from './card.ts'
import type { CardRegister } from './card-register.ts'
import type { CardSender } from './card-sender.ts'
import { createChatLimiter } from './chat-limiter.ts'
import type { DeskParts } from './desk-parts.ts'
import type { OutcomeTeller } from './outcome-teller.ts'
import { isUnderWay } from './under-way.ts'

/** Who is told of which task: each operator in his private chat of every task that begins to wait for a decision. */
export interface TaskWatch {
  /** Takes note of the tasks that there are; they are not announced. */
  begin(): void
  /** Something happened to a task. Never throws, never waits. */
  notice(name: PushedEventName, taskId: string): void
  /** A card of the task was sent, and the task changed meanwhile. */
  outdated(taskId: string): void
  /** Tells the operators of a task, or counts it when there are too many. */
  announce(taskId: string): void
  /** Nothing is done later. What was only counted has no card, and is announced at the next start. */
  close(): void
}

/** Beyond this many cards within the window, the tasks are counted instead, and told of in one line at its end. */
const MOST_CARDS = 5
const WINDOW_MS = 60_000
/** A task that keeps changing gets a new card this often at most. */
const REFRESH_MS = 10_000
/** So many new cards in place of old ones come to a chat at once, and then one in so long, whatever a requester does to his tasks. */
const MOST_REFRESHES = 5
const REFILL_MS = 12_000
/** So long a first card waits for the files of its request, so that it is not replaced at once by one that shows them. */
const FILES_MS = 5000

const TASK_EVENTS: readonly PushedEventName[] = [
  ...(['task_created', 'task_updated', 'task_amended', 'task_approved', 'task_rejected'] as const),
  ...(['task_dispatched', 'task_locked', 'task_unlocked'] as const),
  'ssot_external_change',
]

const DECIDED: readonly PushedEventName[] = ['task_approved', 'task_rejected']

export function createTaskWatch(
  parts: Pick<DeskParts, 'store' | 'clock' | 'timers' | 'ids' | 'operators'> & {
    readonly register: CardRegister
    readonly sender: CardSender
    readonly teller: Pick<OutcomeTeller, 'tell'>
  },
): TaskWatch {
  const { store, clock, timers, register, sender, operators } = parts
  /** Status of every task when it was last looked at. */
  const seen = new Map<string, Task['status'] | 'invalid'>()
  const refreshes = new Map<string, () => void>()
  /** Tasks whose first card waits for their files. */
  const held = new Map<string, () => void>()
  const refreshLimiter = createChatLimiter({ clock, burst: MOST_REFRESHES, refillMs: REFILL_MS })
  let announced: number[] = []
  let counted = 0
  let cancelCount: () => void = () => undefined

  const taskOf = (taskId: string): Task | null => store.index.get(taskId)?.task ?? null

  /** While agents are at work nobody is waited for, whatever they have handed in. */
  const statusOf = (task: Task | null): Task['status'] | 'invalid' =>
    task === null ? 'invalid' : isUnderWay(task) ? 'pending' : task.status

  const waitsForFiles = (task: Task | null): boolean =>
    task?.attachments.some(({ state }) => state === 'waiting') === true

  function announce(taskId: string): void {
    if (operators.length === 0 || held.has(taskId)) return
    if (!waitsForFiles(taskOf(taskId))) announceNow(taskId)
    else
      held.set(
        taskId,
        timers.after(FILES_MS, () => release(taskId)),
      )
  }

  function release(taskId: string): void {
    held.get(taskId)?.()
    held.delete(taskId)
    if (isOpen(taskOf(taskId))) announceNow(taskId)
  }

  function announceNow(taskId: string): void {
    const now = clock.now()
    announced = announced.filter((at) => now - at < WINDOW_MS)
    if (announced.length < MOST_CARDS) {
      announced.push(now)
      for (const chat_id of operators) sender.send(taskId, { chat_id, reply_to: null })
      return
    }
    counted += 1
    if (counted === 1) cancelCount = timers.after(WINDOW_MS, tellCount)
  }

  function tellCount(): void {
    const text = `${counted} new ${counted === 1 ? 'task' : 'tasks'}: /tasks`
    counted = 0
    for (const chat_id of operators) sender.say({ chat_id, text, reply_to: null }, null, `flood-${parts.ids.hex(6)}`)
  }

  /** The sender of a message learns its id, unless he is the operator who gets the card in this very chat. */
  function acknowledge(task: Task): void {
    const { chat_id, message_id, task_id, correlation_id } = task
    if (task.source !== 'telegram' || typeof chat_id !== 'number' || operators.includes(chat_id)) return
    sender.say({ chat_id, text: `Received as task ${task_id}.`, reply_to: message_id }, task_id, correlation_id)
  }

  /** Cards that show something else than the task as it is now are replaced, or closed when there is nothing to decide. */
  function refresh(taskId: string): void {
    const entry = store.index.get(taskId)
    const task = entry?.task ?? null
    const outdated = register.open(taskId).filter((card) => card.base_sha !== entry?.base_sha)
    if (outdated.length === 0) return
    if (!isOpen(task)) {
      for (const card of outdated) {
        if (task === null) sender.retire(card, 'task_gone', 'The file of this task is gone or cannot be read.')
        else sender.retire(card, 'decided', verdictWords(task) ?? 'Decided.')
      }
      return
    }
    // Each step of the work changes the file: the card that follows when the round is over says what came of it.
    if (isUnderWay(task)) return
    const wait = Math.max(...outdated.map((card) => card.sent_ms)) + REFRESH_MS - clock.now()
    if (wait > 0) {
      refreshLater(taskId, wait)
      return
    }
    // Until its turn comes the old card decides nothing: it is bound to the version that it shows.
    for (const chat_id of new Set(outdated.map((card) => card.chat_id)))
      if (refreshLimiter.take(chat_id) === 'free') sender.send(taskId, { chat_id, reply_to: null })
      else refreshLater(taskId, REFILL_MS)
  }

  function refreshLater(taskId: string, ms: number): void {
    if (refreshes.has(taskId)) return
    const cancel = timers.after(ms, () => {
      refreshes.delete(taskId)
      refresh(taskId)
    })
    refreshes.set(taskId, cancel)
  }

  return {
    begin: () => {
      for (const id of store.index.ids()) seen.set(id, statusOf(taskOf(id)))
    },
    notice: (name, taskId) => {
      if (!TASK_EVENTS.includes(name)) return
      const task = taskOf(taskId)
      const before = seen.get(taskId)
      if (store.index.get(taskId) === undefined) seen.delete(taskId)
      else seen.set(taskId, statusOf(task))
      if (task !== null && name === 'task_created') acknowledge(task)
      const turned = before !== undefined && before !== 'invalid' && before !== statusOf(task)
      if (task !== null && (DECIDED.includes(name) || turned)) parts.teller.tell(task)
      if (held.has(taskId) && !waitsForFiles(task)) release(taskId)
      const waited = before === 'pending' || before === 'needs_review'
      const becameReady = before === 'pending' && statusOf(task) === 'needs_review'
      if (isOpen(task) && (!waited || becameReady)) announce(taskId)
      // Cards that the announcement did not replace: in groups, or when tasks are only counted.
      refresh(taskId)
    },
    outdated: refresh,
    announce,
    close: () => {
      cancelCount()
      for (const cancel of held.values()) cancel()
      held.clear()
      for (const cancel of refreshes.values()) cancel()
      refreshes.clear()
    },
  }
}
