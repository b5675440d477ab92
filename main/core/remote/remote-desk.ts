import type { RemoteDesk } from '../ingest/remote-request.ts'
import { createCallbackAnswers } from './callback-answers.ts'
import { REFUSAL_WORDS } from './callback-checks.ts'
import { createCallbacks } from './callbacks.ts'
import { isOpen } from './card.ts'
import { readCardLines } from './card-lines.ts'
import { type Card, createCardRegister } from './card-register.ts'
import { createCardSender } from './card-sender.ts'
import { createChatLimiter } from './chat-limiter.ts'
import { createCommands } from './commands.ts'
import type { DeskParts } from './desk-parts.ts'
import { createOutbox } from './outbox.ts'
import { createReasonQuestions } from './reason-questions.ts'
import { createRejections } from './rejections.ts'
import { createTaskWatch } from './task-watch.ts'

const HOUR_MS = 3_600_000
/** Messages can be edited for 48 hours; older cards cannot even be marked as expired. */
const KNOWN_HOURS = 48
const NEW_HOURS = 24
const MOST_NEW = 1000
const SWEEP_MS = 15_000
const BURST = 20
const REFILL_MS = 3000

/**
 * The desk where people far away see and decide. Cards and questions are known again after a restart, from the log. A task that was
 * created within the last 24 hours and waits for a decision without ever having had a card with an operator is announced at the
 * start: its card was interrupted, or Telegram was not set up then.
 */
export function createRemoteDesk(parts: DeskParts): RemoteDesk & { start(): Promise<void>; close(): Promise<void> } {
  const { clock, store, operators } = parts
  const register = createCardRegister(parts)
  const questions = createReasonQuestions(parts)
  const outbox = createOutbox(parts)
  const answers = createCallbackAnswers(parts)
  const sender = createCardSender({ ...parts, register, outbox, outdated: (taskId) => watch.outdated(taskId) })
  const watch = createTaskWatch({ ...parts, register, sender })
  const rate = { clock, burst: BURST, refillMs: REFILL_MS }
  const limiter = createChatLimiter(rate)
  const rejections = createRejections({ ...parts, register, questions, sender, outbox, limiter })
  const commands = createCommands({ ...parts, sender, rejections, limiter })
  // A bucket of its own: whoever sends commands cannot keep an operator from deciding.
  const pressLimiter = createChatLimiter(rate)
  const callbacks = createCallbacks({ ...parts, register, sender, answers, rejections, limiter: pressLimiter })
  let unobserve: () => void = () => undefined
  let cancelSweep: () => void = () => undefined

  function sweep(): void {
    const now = clock.now()
    rejections.expire(now)
    for (const card of register.all())
      if (card.withdrawn === null && now >= card.expires_ms && questions.ofCard(card.card_id) === undefined)
        sender.retire(card, 'expired', 'This card has expired. Send /task and the id for a fresh one.')
    register.forget(now - (KNOWN_HOURS - NEW_HOURS) * HOUR_MS)
    questions.forget(register)
    cancelSweep = parts.timers.after(SWEEP_MS, sweep)
  }

  /** Whoever is no operator any more keeps no buttons. In a group others may be. */
  const mayBeOpen = ({ chat_id, used }: Card): boolean =>
    used === null && chat_id < 0 ? operators.length > 0 : operators.includes(used?.user_id ?? chat_id)

  /** What was interrupted: questions not asked, cards that no longer fit, tasks that nobody was told of. */
  function goOn(): void {
    const now = clock.now()
    for (const card of register.all()) {
      if (card.withdrawn !== null) continue
      if (!mayBeOpen(card)) sender.retire(card, 'not_operator', REFUSAL_WORDS.not_operator)
      else if (card.used?.action === 'reject') rejections.ask(card)
      else watch.outdated(card.task_id)
    }
    const told = new Set(register.all().map((card) => `${card.task_id} ${card.chat_id}`))
    const latest = { task_id: null, type: 'task_created', since_ts: null, since_seq: null, limit: MOST_NEW } as const
    for (const { ts, task_id } of parts.audit.query(latest)) {
      if (task_id === null || Date.parse(ts) < now - NEW_HOURS * HOUR_MS) continue
      if (!isOpen(store.index.get(task_id)?.task)) continue
      if (operators.every((chat_id) => !told.has(`${task_id} ${chat_id}`))) watch.announce(task_id)
    }
  }

  return {
    start: async () => {
      for (const event of readCardLines(parts.audit, clock.now() - KNOWN_HOURS * HOUR_MS)) {
        register.restore(event)
        questions.restore(event)
      }
      watch.begin()
      unobserve = parts.hub.observe((name, payload) => {
        if ('task_id' in payload) watch.notice(name, payload.task_id)
      })
      goOn()
      sweep()
    },
    carryOut: (request, delivery) => {
      if (request.kind === 'callback') return callbacks.press(request, delivery)
      if (request.kind === 'reply') return rejections.reply(request, delivery)
      if (parts.mute) return Promise.resolve({ outcome: 'refused', task_ids: [] })
      return commands.answer(request, delivery)
    },
    asked: (chatId, messageId) => questions.find(chatId, messageId) !== undefined,
    close: async () => {
      unobserve()
      cancelSweep()
      watch.close()
      await Promise.all([outbox.close(), answers.close()])
    },
  }
}
