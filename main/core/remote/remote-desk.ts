import type { RemoteDesk } from '../ingest/remote-request.ts'
import { createApprovalDesk } from './approval-desk.ts'
import { createCallbackAnswers } from './callback-answers.ts'
import { createCallbacks } from './callbacks.ts'
import { readCardLines } from './card-lines.ts'
import { createCardRegister } from './card-register.ts'
import { createCardSender } from './card-sender.ts'
import { createChatLimiter } from './chat-limiter.ts'
import { EXPIRED } from './closed-words.ts'
import { createCommands } from './commands.ts'
import type { DeskParts } from './desk-parts.ts'
import { createDispatchDesk } from './dispatch-desk.ts'
import { createFailedRuns } from './failed-runs.ts'
import { takeUpInterrupted } from './interrupted.ts'
import { createOutbox } from './outbox.ts'
import { createOutcomeTeller, type OutcomeTeller } from './outcome-teller.ts'
import { createProtocolNotices } from './protocol-notices.ts'
import { createReasonQuestions } from './reason-questions.ts'
import { createRejections } from './rejections.ts'
import { createTaskWatch } from './task-watch.ts'

const HOUR_MS = 3_600_000
/** Messages can be edited for 48 hours; older cards cannot even be marked as expired. */
const KNOWN_HOURS = 48
const NEW_HOURS = 24
const SWEEP_MS = 15_000
const BURST = 20
const REFILL_MS = 3000

/**
 * The desk where people far away see and decide. Cards and questions are known again after a restart, from the log. A task that was
 * created within the last 24 hours and waits for a decision without ever having had a card with an operator is announced at the
 * start: its card was interrupted, or Telegram was not set up then. So is what became of requests and cards, if it was not shown.
 */
export function createRemoteDesk(
  parts: DeskParts,
): RemoteDesk & { readonly fileNotKept: OutcomeTeller['tellNotKept']; start(): Promise<void>; close(): Promise<void> } {
  const { clock } = parts
  const register = createCardRegister(parts)
  const questions = createReasonQuestions({ ...parts, register })
  const outbox = createOutbox(parts)
  const answers = createCallbackAnswers(parts)
  const sender = createCardSender({ ...parts, register, outbox, outdated: (taskId) => watch.outdated(taskId) })
  const teller = createOutcomeTeller({ ...parts, outbox })
  const watch = createTaskWatch({ ...parts, register, sender, teller })
  const rate = { clock, burst: BURST, refillMs: REFILL_MS }
  const limiter = createChatLimiter(rate)
  const rejections = createRejections({ ...parts, register, questions, sender, outbox, limiter })
  // A bucket of its own: whoever sends commands cannot keep an operator from deciding.
  const pressLimiter = createChatLimiter(rate)
  const approvalDesk = createApprovalDesk({ ...parts, outbox, answers, limiter: pressLimiter })
  const dispatching = createDispatchDesk({ ...parts, outbox, answers, limiter: pressLimiter })
  const failedRuns = createFailedRuns({ ...parts, outbox })
  const notices = createProtocolNotices({ ...parts, outbox })
  const commands = createCommands({ ...parts, sender, rejections, limiter, inbox: approvalDesk.inbox, dispatching })
  const callbacks = createCallbacks({ ...parts, register, sender, answers, rejections, limiter: pressLimiter })
  let unobserve: () => void = () => undefined
  let cancelSweep: () => void = () => undefined

  function sweep(): void {
    const now = clock.now()
    rejections.expire(now)
    dispatching.expire(now)
    for (const card of register.all())
      if (card.withdrawn === null && now >= card.expires_ms && questions.ofCard(card.card_id) === undefined)
        sender.retire(card, 'expired', EXPIRED)
    register.forget(now - (KNOWN_HOURS - NEW_HOURS) * HOUR_MS)
    questions.forget(register)
    cancelSweep = parts.timers.after(SWEEP_MS, sweep)
  }

  return {
    fileNotKept: teller.tellNotKept,
    start: async () => {
      for (const event of readCardLines(parts.audit, clock.now() - KNOWN_HOURS * HOUR_MS)) {
        register.restore(event)
        questions.restore(event)
      }
      watch.begin()
      unobserve = parts.hub.observe((name, payload) => {
        if ('task_id' in payload) watch.notice(name, payload.task_id)
      })
      const since = clock.now() - NEW_HOURS * HOUR_MS
      takeUpInterrupted({ ...parts, register, sender, rejections, watch, teller }, since)
      approvalDesk.start(clock.now() - KNOWN_HOURS * HOUR_MS)
      dispatching.start(clock.now() - KNOWN_HOURS * HOUR_MS)
      failedRuns.start(clock.now() - KNOWN_HOURS * HOUR_MS)
      notices.start(clock.now() - KNOWN_HOURS * HOUR_MS)
      sweep()
    },
    carryOut: (request, delivery) => {
      if (request.kind === 'callback' && approvalDesk.isAboutApproval(request.data))
        return approvalDesk.press(request, delivery)
      if (request.kind === 'callback' && dispatching.isAboutDispatch(request.data))
        return dispatching.press(request, delivery)
      if (request.kind === 'reply' && approvalDesk.isAsked(request.chat_id, request.to_message_id, request.to_words))
        return approvalDesk.reply(request, delivery)
      if (request.kind === 'callback') return callbacks.press(request, delivery)
      if (request.kind === 'reply') return rejections.reply(request, delivery)
      if (parts.mute) return Promise.resolve({ outcome: 'refused', task_ids: [] })
      return commands.answer(request, delivery)
    },
    asked: (chatId, messageId, words) =>
      approvalDesk.isAsked(chatId, messageId, words) || questions.find(chatId, messageId, words) !== undefined,
    close: async () => {
      unobserve()
      cancelSweep()
      watch.close()
      approvalDesk.close()
      failedRuns.close()
      notices.close()
      await Promise.all([outbox.close(), answers.close()])
    },
  }
}
