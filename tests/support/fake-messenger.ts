import { AttemptError, type Messenger, MessengerError, type OutgoingMessage } from '../../main/core/remote/messenger.ts'

export interface ShownMessage extends OutgoingMessage {
  readonly message_id: number
}

/** A messenger that keeps what it was given, and fails or hangs when it is told to. */
export interface FakeMessenger extends Messenger {
  /** Messages as they were sent, oldest first. */
  readonly sent: ShownMessage[]
  /** Edits, oldest first. */
  readonly edits: ShownMessage[]
  readonly answers: { callback_id: string; text: string; alert: boolean }[]
  /** What the chat shows of a message now: as sent, or as last edited. */
  shown(messageId: number): ShownMessage
  /** The next `times` messages and edits fail. */
  fail(kind: MessengerError['kind'], times: number): void
  /** Messages wait until the returned function is called. */
  hold(): () => void
  /** Messages and edits that wait. */
  waiting(): number
}

const FIRST_ID = 1000

export function createFakeMessenger(): FakeMessenger {
  const sent: ShownMessage[] = []
  const edits: ShownMessage[] = []
  const answers: FakeMessenger['answers'] = []
  let failing: { kind: MessengerError['kind']; times: number } = { kind: 'refused', times: 0 }
  let held = 0
  let nextId = FIRST_ID
  let gate: Promise<void> = Promise.resolve()

  async function pass(): Promise<void> {
    if (failing.times > 0) {
      failing.times -= 1
      throw new MessengerError(failing.kind, failing.kind === 'refused' ? 'Forbidden: bot was blocked' : 'ECONNREFUSED')
    }
    held += 1
    await gate
    held -= 1
  }

  return {
    sent,
    edits,
    answers,
    shown: (id) => {
      const found = [...sent, ...edits].findLast(({ message_id }) => message_id === id)
      if (found === undefined) throw new Error(`no message ${id}`)
      return found
    },
    fail: (kind, times) => {
      failing = { kind, times }
    },
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return resolve
    },
    waiting: () => held,
    send: async (message) => {
      const message_id = nextId++
      await pass()
      sent.push({ ...message, message_id })
      return { message_id }
    },
    sendOnce: async () => {
      throw new AttemptError('refused', 'no single attempts here', null)
    },
    sendFile: async () => {
      throw new AttemptError('refused', 'no files here', null)
    },
    edit: async (message_id, message) => {
      await pass()
      edits.push({ ...message, message_id })
    },
    answerCallback: async (callback_id, text, alert) => {
      answers.push({ callback_id, text, alert })
    },
    fetchFile: async () => {
      throw new MessengerError('refused', 'no files here')
    },
  }
}
