import { TaskId } from '../../../contract/ids.ts'
import type { RemoteRequest, RemoteResult } from '../ingest/remote-request.ts'
import { timestamp } from '../kernel/clock.ts'
import { operatorRefusal } from './callback-checks.ts'
import { cardText, isOpen } from './card.ts'
import type { CardSender } from './card-sender.ts'
import type { ChatLimiter } from './chat-limiter.ts'
import {
  helpAnswer,
  isShownTo,
  NO_DISPATCH,
  NO_ID,
  noTaskAnswer,
  statusAnswer,
  TOO_FAST,
  tasksAnswer,
} from './command-words.ts'
import { oneLine } from './cut-text.ts'
import type { DeskParts } from './desk-parts.ts'
import type { DispatchDesk } from './dispatch-desk.ts'
import type { DeliveryOfRequest, Rejections } from './rejections.ts'
import { takenBackWords } from './taken-back.ts'
import { telegramOperator, telegramUser } from './telegram-user.ts'

export type Command = Extract<RemoteRequest, { kind: 'command' }>

export interface Commands {
  /** Answers from the task files only. Throws AppError `audit_unavailable`. */
  answer(request: Command, delivery: DeliveryOfRequest): Promise<RemoteResult>
}

const KNOWN = ['status', 'tasks', 'task', 'inbox', 'dispatch', 'help', 'start', 'cancel'] as const
type Known = (typeof KNOWN)[number]

export function createCommands(
  parts: Pick<DeskParts, 'store' | 'log' | 'audit' | 'clock' | 'operators'> & {
    readonly sender: CardSender
    readonly rejections: Rejections
    readonly limiter: ChatLimiter
    /** What waits for an approval, in words; the cards follow in that chat. */
    readonly inbox: (chatId: number) => string
    readonly dispatching: Pick<DispatchDesk, 'offer'>
  },
): Commands {
  const { store, clock, sender } = parts

  /** What there is to say, and of which task; said by `say`, which returns the tasks that it was about. */
  function plan(command: Known | null, request: Command, delivery: DeliveryOfRequest): Answer {
    const { chat_id, message_id, user_id } = request
    const index = store.index
    const now = timestamp(clock)
    const words = (text: string, task_id: string | null = null): Answer => ({
      task_id,
      say: () => {
        sender.say({ chat_id, text, reply_to: message_id }, task_id, delivery.correlation_id)
        return task_id === null ? [] : [task_id]
      },
    })
    const decides = operatorRefusal(parts.operators, user_id) === null
    const reader = { decides, chat_id }
    if (command === 'status') return words(statusAnswer(index, reader, now))
    if (command === 'tasks') return words(tasksAnswer(index, reader, now))
    // What is asked for there is for those alone who may decide it; to others the command is none.
    if (command === 'inbox' && decides) return words(parts.inbox(chat_id))
    if (command === 'cancel') {
      const nothing = words('There is nothing to cancel.')
      const cancel = (): readonly string[] => {
        const ended = parts.rejections.cancel(chat_id, user_id)
        return ended.length > 0 ? ended : nothing.say()
      }
      return { task_id: null, say: cancel }
    }
    const isDispatch = command === 'dispatch' && decides
    if (command !== 'task' && !isDispatch) {
      const unknown =
        command === null || command === 'inbox' || command === 'dispatch'
          ? `I do not know /${oneLine(request.command, 40)}.\n\n`
          : ''
      return words(unknown + helpAnswer({ decides, off: parts.operators.length === 0 }))
    }
    const whole = request.argument.trim()
    const [first = '', agent = null, reviewer = null] = whole.split(/\s+/)
    const asked = isDispatch ? first : whole
    if (asked === '') return words(isDispatch ? NO_DISPATCH : NO_ID)
    const id = TaskId.safeParse(asked.toLowerCase()).data
    const found = id === undefined ? undefined : index.get(id)
    // Of what he may not see he does not learn that it is there.
    const entry = found !== undefined && isShownTo(reader, found) ? found : undefined
    if (entry === undefined || entry.task === null) return words(noTaskAnswer(asked, entry))
    const { task_id, task } = entry
    if (isDispatch) {
      const offer = (): readonly string[] => {
        parts.dispatching.offer({ task_id: task.task_id, agent, reviewer }, { chat_id, reply_to: message_id })
        return [task_id]
      }
      return { task_id, say: offer }
    }
    if (!decides || !isOpen(task)) {
      const taken_back = takenBackWords(parts.audit, task)
      return words(cardText({ task, shown_at: now, decides: false, taken_back, protocol: [] }), task_id)
    }
    const sendCard = (): readonly string[] => {
      sender.send(task_id, { chat_id, reply_to: message_id })
      return [task_id]
    }
    return { task_id, say: sendCard }
  }

  return {
    answer: async (request, delivery) => {
      const { chat_id, user_id, message_id } = request
      const command = knownCommand(request.command)
      const allowed = parts.limiter.take(chat_id)
      const answer = allowed === 'free' ? plan(command ?? null, request, delivery) : null
      const decides = operatorRefusal(parts.operators, user_id) === null
      const { correlation_id } = delivery
      await parts.log.record({
        ...{ type: 'telegram_command_answered', actor: (decides ? telegramOperator : telegramUser)(user_id) },
        ...{ correlation_id, task_id: answer?.task_id ?? null, route: null, status: null },
        data: { command: command ?? 'unknown', chat_id, user_id, limited: allowed !== 'free' },
      })
      if (allowed === 'notice') sender.say({ chat_id, text: TOO_FAST, reply_to: message_id }, null, correlation_id)
      if (answer === null) return { outcome: 'refused', task_ids: [] }
      return { outcome: 'answered', task_ids: answer.say() }
    },
  }
}

interface Answer {
  readonly task_id: string | null
  readonly say: () => readonly string[]
}

/** `/Task@SomeBot`, `task` and the like. */
function knownCommand(command: string): Known | undefined {
  const name = command.replace(/^\//, '').split('@', 1)[0]?.toLowerCase()
  return KNOWN.find((known) => known === name)
}
