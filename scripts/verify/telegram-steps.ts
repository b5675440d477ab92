import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { Task } from '../../contract/task.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { auditLines } from './audit-lines.ts'
import type { ConsoleUnderTest } from './console-under-test.ts'
import type { PhaseContext } from './phase.ts'

/** The one user who may write; a private chat has the number of its user. */
export const TELEGRAM_USER = 4711

/** A text message as the Bot API delivers it: https://core.telegram.org/bots/api#update */
function messageUpdate(updateId: number, messageId: number): object {
  return {
    update_id: updateId,
    message: {
      message_id: messageId,
      from: { id: TELEGRAM_USER, is_bot: false, first_name: 'Ada' },
      chat: { id: TELEGRAM_USER, type: 'private', first_name: 'Ada' },
      date: 1_790_000_000 + messageId,
      text: `Write the release notes of 2.${messageId}`,
    },
  }
}

/** The id that the seeds ask for: first 12 hex digits of sha256("chat_id:message_id"). */
const taskIdOf = (messageId: number): string => sha256(`${TELEGRAM_USER}:${messageId}`).slice(0, 12)

const deliver = (console: ConsoleUnderTest, token: string, update: object) =>
  console.deliver(
    '/webhooks/telegram',
    { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': token },
    JSON.stringify(update),
  )

export interface Deduplicated {
  readonly pass: boolean
  readonly created: number
  readonly file: string
  readonly wrong: readonly string[]
}

/** One message, then `replays` times again, by turns as the same update and as another one: one task, and a dedup hit each time. */
export async function replayMessage(
  context: PhaseContext,
  console: ConsoleUnderTest,
  token: string,
  replays: number,
): Promise<Deduplicated> {
  const wrong: string[] = []
  const first = await deliver(console, token, messageUpdate(1, 1))
  if (first.status !== 200) throw new Error(`a message from Telegram was answered ${first.status}: ${first.text}`)
  const id = taskIdOf(1)
  const file = `ssot/${id}.json`
  const path = join(context.dataRoot, file)
  const before = readFileSync(path)
  for (let n = 1; n <= replays; n++) {
    const again = await deliver(console, token, messageUpdate(n % 2 === 0 ? 1 : n + 1, 1))
    if (again.status !== 200 && again.status !== 202)
      wrong.push(`replay ${n} of a message was answered ${again.status}: ${again.text}`)
    if (!readFileSync(path).equals(before)) wrong.push(`replay ${n} of a message changed ${file}`)
  }
  const task = Task.parse(JSON.parse(before.toString()))
  const expected = {
    ...{ task_id: id, correlation_id: id, source: 'telegram', message_id: 1, chat_id: TELEGRAM_USER },
    request_text: 'Write the release notes of 2.1',
  }
  for (const [field, value] of Object.entries(expected)) {
    const found = (task as unknown as Record<string, unknown>)[field]
    if (String(found) !== String(value)) wrong.push(`${field} of the task is ${JSON.stringify(found)}, not ${value}`)
  }
  const listed = JSON.parse((await console.get(`/api/tasks/${id}`)).text) as { status?: unknown }
  if (listed.status !== 'pending') wrong.push(`the task is ${JSON.stringify(listed.status)}, not pending`)
  const hits = (await auditLines(console, 'telegram_dedup_hit')).length
  if (hits !== replays) wrong.push(`${hits} audit lines telegram_dedup_hit, not ${replays}`)
  const created = telegramTasks(context)
  if (created !== 1) wrong.push(`${created} tasks from one message`)
  return { pass: wrong.length === 0, created, file, wrong }
}

function telegramTasks({ dataRoot }: PhaseContext): number {
  const folder = join(dataRoot, 'ssot')
  const sources = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { source: string }).source)
  return sources.filter((source) => source === 'telegram').length
}

/** Sends one new message. Answers the id of its task. */
export async function sendMessage(console: ConsoleUnderTest, token: string, messageId: number): Promise<string> {
  const { status, text } = await deliver(console, token, messageUpdate(messageId, messageId))
  if (status !== 200) throw new Error(`a message from Telegram was answered ${status}: ${text}`)
  return taskIdOf(messageId)
}

/** Milliseconds from sending each of `count` new messages until its task file is there, one message after the other. */
export async function timeIngest(
  context: PhaseContext,
  console: ConsoleUnderTest,
  token: string,
  count: number,
): Promise<number[]> {
  const ms: number[] = []
  for (let n = 0; n < count; n++) {
    const messageId = 1000 + n
    const path = join(context.dataRoot, 'ssot', `${taskIdOf(messageId)}.json`)
    const sentAt = performance.now()
    let answered = false
    const answer = deliver(console, token, messageUpdate(messageId, messageId)).finally(() => {
      answered = true
    })
    // The file may be there before the answer is; when it is not there with the answer it never comes.
    while (!existsSync(path) && !answered) await turn()
    const seenAt = performance.now()
    const { status, text } = await answer
    if (status !== 200 || !existsSync(path)) throw new Error(`message ${messageId} was answered ${status}: ${text}`)
    ms.push(seenAt - sentAt)
  }
  return ms
}
