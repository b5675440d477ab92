/** The question for the reason of a denial. Until it is answered nothing is decided. */
export interface ApprovalQuestion {
  readonly approval_id: string
  readonly card_id: string
  readonly user_id: number
}

/** Questions that were asked, by the message that asks. */
export interface ApprovalQuestions {
  add(chatId: number, messageId: number, question: ApprovalQuestion): void
  find(chatId: number, messageId: number): ApprovalQuestion | undefined
  /** Whether a message is an answer to a question for a reason, this process's or an earlier one's. */
  isAsked(chatId: number, messageId: number, words: string | null): boolean
}

const MOST = 1000
const WORDS = /^Why is ap-[0-9a-f]{16} denied\?/

export const questionText = (approvalId: string): string =>
  `Why is ${approvalId} denied? Answer this message; the agent is told. Nothing is decided until you do.`

export function createApprovalQuestions(): ApprovalQuestions {
  const questions = new Map<string, ApprovalQuestion>()
  const keyOf = (chatId: number, messageId: number): string => `${chatId} ${messageId}`

  return {
    add: (chatId, messageId, question) => {
      questions.set(keyOf(chatId, messageId), question)
      const [oldest] = questions.keys()
      if (questions.size > MOST && oldest !== undefined) questions.delete(oldest)
    },
    find: (chatId, messageId) => questions.get(keyOf(chatId, messageId)),
    isAsked: (chatId, messageId, words) =>
      questions.has(keyOf(chatId, messageId)) || (words !== null && WORDS.test(words)),
  }
}
