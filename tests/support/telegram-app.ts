import { createHash } from 'node:crypto'
import { onTestFinished, vi } from 'vitest'
import { TaskDetail } from '../../contract/task.ts'
import { temporaryFolder } from './data-root.ts'
import { type RunningApp, startApp } from './running-app.ts'
import { BOT_TOKEN, type BotApi, startBotApi } from './telegram-stand-in/bot-api.ts'
import type { Message, Person } from './telegram-stand-in/people.ts'

export const OPERATOR = { id: 7, first_name: 'Olga' }
export const ANNA = { id: 8, first_name: 'Anna' }
export const LIMIT = { timeout: 20_000 }

export type Sent = BotApi['shown']['messages'][number]

/** The console with a bot of its own, its operator (7) and an allowed user (8). */
export interface TelegramApp {
  readonly telegram: BotApi
  readonly dataRoot: string
  /** The console that was started last. */
  readonly app: RunningApp
  start(over?: Record<string, string>): Promise<RunningApp>
  taskOf(message: Message): Promise<TaskDetail>
  /** The newest message of the bot in a chat that says this and has buttons. */
  cardIn(chat: number, text: RegExp): Promise<Sent>
  press(person: Person, sent: Sent, text: string): void
  said(chat: number): string[]
}

export const buttonsOf = (sent: Sent) =>
  ((sent.reply_markup?.['inline_keyboard'] ?? []) as { text: string; callback_data: string }[][]).flat()

export const taskIdOf = ({ chat, message_id }: Message): string =>
  createHash('sha256').update(`${chat.id}:${message_id}`).digest('hex').slice(0, 12)

export async function openTelegramApp(): Promise<TelegramApp> {
  const telegram = await startBotApi()
  onTestFinished(telegram.stop)
  const dataRoot = await temporaryFolder()
  let app: RunningApp | null = null
  const running = (): RunningApp => {
    if (app === null) throw new Error('start it first')
    return app
  }
  return {
    telegram,
    dataRoot,
    get app() {
      return running()
    },
    start: async (over = {}) => {
      const env = {
        ...{ BOT_TOKEN, TELEGRAM_API_ROOT: telegram.url },
        ...{ TELEGRAM_ALLOWED_USERS: '8', TELEGRAM_OPERATORS: '7', ...over },
      }
      app = await startApp({ dataRoot, env })
      return app
    },
    taskOf: async (message) => {
      const answer = await running().call('GET', `/api/tasks/${taskIdOf(message)}`, 'observer')
      return TaskDetail.parse(await answer.json())
    },
    cardIn: (chat, text) =>
      vi.waitFor(() => {
        const { messages } = telegram.shown
        const sent = messages.findLast(
          (each) => each.chat_id === chat && text.test(each.text) && buttonsOf(each).length > 0,
        )
        if (sent === undefined) throw new Error(`no card in ${JSON.stringify(messages.map((each) => each.text))}`)
        return sent
      }, LIMIT),
    press: (person, sent, text) => {
      const data = buttonsOf(sent).find((button) => button.text === text)?.callback_data ?? 'none'
      telegram.people.presses(person, telegram.messageOf(sent), data)
    },
    said: (chat) => telegram.shown.messages.filter((each) => each.chat_id === chat).map((each) => each.text),
  }
}
