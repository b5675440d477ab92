import type { Approval } from '../../../contract/approval.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { ApprovalDecision } from '../approvals/decide-together.ts'
import type { RemoteRequest, RemoteResult } from '../ingest/remote-request.ts'
import { AppError } from '../kernel/app-error.ts'
import { outcomeWords } from './approval-card.ts'
import type { ApprovalCard, ApprovalCards } from './approval-cards.ts'
import { type ApprovalQuestions, questionText } from './approval-questions.ts'
import type { CallbackAnswers } from './callback-answers.ts'
import { operatorRefusal, REFUSAL_WORDS } from './callback-checks.ts'
import { CardId } from './card-lines.ts'
import type { ChatLimiter } from './chat-limiter.ts'
import type { DeskParts } from './desk-parts.ts'
import type { Outbox } from './outbox.ts'
import { telegramOperator, telegramUser } from './telegram-user.ts'

type Press = Extract<RemoteRequest, { kind: 'callback' }>
type Reply = Extract<RemoteRequest, { kind: 'reply' }>
type Delivery = { readonly delivery_id: string; readonly correlation_id: string }

const WORDS = {
  ...REFUSAL_WORDS,
  unknown_approval: 'This card is not known any more. /inbox shows what waits.',
  decided_already: 'This was decided already, or does not hold any more.',
  second_person: 'It needs another person, and it is not certain that you are one.',
  not_asked_for_reason: 'Only the operator who pressed Deny can give the reason.',
  long_reason: 'The reason is longer than 2000 characters. Answer the question again.',
} as const
type Refusal = keyof typeof WORDS

/** As the contract has it (DenyApproval). */
const LONGEST_REASON = 2000
const BUTTON = /^([yn]):(.*)$/s

/** Whether a pressed button belongs to the card of an approval. */
export const isApprovalButton = (data: string): boolean => BUTTON.test(data)

/** Decisions on approvals by button and by answer. Throws AppError `audit_unavailable`: the same delivery may then come again. */
export interface ApprovalPresses {
  press(request: Press, delivery: Delivery): Promise<RemoteResult>
  reply(request: Reply, delivery: Delivery): Promise<RemoteResult>
}

export function createApprovalPresses(
  parts: Pick<DeskParts, 'approvals' | 'log' | 'operators' | 'clock'> & {
    readonly cards: ApprovalCards
    readonly questions: ApprovalQuestions
    readonly answers: CallbackAnswers
    readonly outbox: Outbox
    readonly limiter: ChatLimiter
  },
): ApprovalPresses {
  const { approvals, cards, questions, answers, outbox } = parts

  async function recordRefusal(
    request: Press | Reply,
    delivery: Delivery,
    told: { readonly reason: Refusal; readonly card: ApprovalCard | undefined; readonly action: string },
  ): Promise<RemoteResult> {
    const { reason, card, action } = told
    const { user_id, chat_id, message_id } = request
    const data: JsonObject = { reason, action, user_id, delivery_id: delivery.delivery_id }
    if (card !== undefined) await cards.record('telegram_callback_refused', card, telegramUser(user_id), data)
    else
      await parts.log.record({
        ...{ type: 'telegram_callback_refused', actor: telegramUser(user_id), route: null, status: null },
        ...{ correlation_id: delivery.correlation_id, task_id: null, data: { ...data, chat_id, message_id } },
      })
    return { outcome: 'refused', task_ids: [] }
  }

  async function refusePress(request: Press, delivery: Delivery, reason: Refusal, card: ApprovalCard | undefined) {
    const result = await recordRefusal(request, delivery, { reason, card, action: request.data.slice(0, 1) })
    answers.say(request.callback_id, WORDS[reason], true)
    return result
  }

  /**
   * The decision of this operator on what the card showed. Asked again for the same press it finds its own decision. A refusal is told as
   * the reason for it; everything else is thrown.
   */
  async function decide(card: ApprovalCard, userId: number, given: ApprovalDecision): Promise<Approval | Refusal> {
    const actor = telegramOperator(userId)
    const before = approvals.get(card.approval_id)
    try {
      return await approvals.decide({ actor, correlation_id: before.correlation_id }, card.approval_id, given)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error.code === 'approval_second_person') return 'second_person'
      if (error.code === 'approval_changed' || error.code === 'approval_not_pending') return 'decided_already'
      throw error
    }
  }

  async function approve(request: Press, delivery: Delivery, card: ApprovalCard): Promise<RemoteResult> {
    const { subject_sha256 } = card
    const data = { action: 'approve', user_id: request.user_id, delivery_id: delivery.delivery_id }
    await cards.record('telegram_callback_accepted', card, telegramOperator(request.user_id), data)
    const done = await decide(card, request.user_id, { decision: 'approve', subject_sha256 })
    if (typeof done === 'string') return refusePress(request, delivery, done, card)
    const more = done.needed - done.votes.length
    const words = outcomeWords(done) ?? `You have approved this. ${more} more must as well; until then nothing runs.`
    cards.close(card, done, words)
    answers.say(
      request.callback_id,
      done.state === 'approved' ? 'Approved.' : 'Another person must approve as well.',
      false,
    )
    return { outcome: 'decided', task_ids: [done.task_id] }
  }

  function askReason(request: Press, card: ApprovalCard): RemoteResult {
    const { approval_id, card_id, chat_id } = card
    const { user_id } = request
    const { task_id, correlation_id } = approvals.get(approval_id)
    outbox.put({
      ...{ chat_id, key: `reason ${card_id} ${user_id}`, task_id, correlation_id, lost: () => undefined },
      send: async (to) => {
        const text = questionText(approval_id)
        const message = { chat_id, text, buttons: [], reply_to: card.message_id, force_reply: true }
        const { message_id } = await to.send(message)
        questions.add(chat_id, message_id, { approval_id, card_id, user_id })
        await cards.record('telegram_reason_asked', { ...card, message_id }, telegramOperator(user_id), { user_id })
      },
    })
    answers.say(request.callback_id, 'Write the reason as an answer to the question.', false)
    return { outcome: 'answered', task_ids: [task_id] }
  }

  function judgePress(request: Press, card: ApprovalCard | undefined): Refusal | null {
    const mayNot = operatorRefusal(parts.operators, request.user_id)
    if (mayNot !== null) return mayNot
    if (card === undefined) return 'unknown_approval'
    if (card.chat_id !== request.chat_id || card.message_id !== request.message_id) return 'wrong_place'
    return parts.limiter.take(request.chat_id) === 'free' ? null : 'rate_limited'
  }

  function judgeReply(request: Reply, card: ApprovalCard | undefined, userId: number | undefined): Refusal | null {
    const mayNot = operatorRefusal(parts.operators, request.user_id)
    if (mayNot !== null) return mayNot
    if (card === undefined || userId === undefined) return 'unknown_question'
    if (userId !== request.user_id) return 'not_asked_for_reason'
    const reason = request.text.trim()
    if (reason === '' || reason.startsWith('/')) return 'reason_missing'
    return reason.length > LONGEST_REASON ? 'long_reason' : null
  }

  return {
    press: async (request, delivery) => {
      const [, button = '', id = ''] = BUTTON.exec(request.data) ?? []
      const card_id = CardId.safeParse(id).data ?? ''
      await cards.arrived(card_id)
      const card = cards.get(card_id)
      const mayNot = judgePress(request, card)
      if (mayNot !== null || card === undefined)
        return refusePress(request, delivery, mayNot ?? 'unknown_approval', card)
      try {
        return button === 'y' ? await approve(request, delivery, card) : askReason(request, card)
      } catch (error) {
        if (error instanceof AppError)
          answers.say(request.callback_id, `Not recorded (${error.code}). It is tried again.`, true)
        throw error
      }
    },
    reply: async (request, delivery) => {
      const question = questions.find(request.chat_id, request.to_message_id)
      const card = question === undefined ? undefined : cards.get(question.card_id)
      let refused = judgeReply(request, card, question?.user_id)
      if (refused === null && card !== undefined) {
        const reason = request.text.trim().toWellFormed()
        const given = { decision: 'deny' as const, subject_sha256: card.subject_sha256, reason }
        const done = await decide(card, request.user_id, given)
        if (typeof done !== 'string') {
          cards.close(card, done, outcomeWords(done) ?? 'Denied.')
          return { outcome: 'decided', task_ids: [done.task_id] }
        }
        refused = done
      }
      const reason = refused ?? 'unknown_question'
      const result = await recordRefusal(request, delivery, { reason, card, action: 'reason' })
      if (parts.limiter.take(request.chat_id) === 'free')
        outbox.put({
          ...{ chat_id: request.chat_id, key: null, task_id: null, correlation_id: delivery.correlation_id },
          ...{ lost: () => undefined },
          send: async (to) => {
            const message = { chat_id: request.chat_id, text: WORDS[reason], buttons: [], force_reply: false }
            await to.send({ ...message, reply_to: request.message_id })
          },
        })
      return result
    },
  }
}
