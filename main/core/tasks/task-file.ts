import { Task } from '../../../contract/task.ts'
import { completed } from './task-engine.ts'

export type ParsedTaskFile =
  | { readonly ok: true; readonly task: Task }
  | { readonly ok: false; readonly reason: string }

/** Largest task file that is read, in characters. */
export const MAX_TASK_FILE_LENGTH = 4 * 1024 * 1024

const refuse = (reason: string): ParsedTaskFile => ({ ok: false, reason })

/** Reads the text of `ssot/<taskId>.json`; null when its bytes are not UTF-8. Never throws: a text that is no task gives the reason in words. */
export function parseTaskFile(taskId: string, text: string | null): ParsedTaskFile {
  if (text === null) return refuse('the file is not UTF-8')
  if (text.length > MAX_TASK_FILE_LENGTH)
    return refuse(`the file has ${text.length} characters; at most ${MAX_TASK_FILE_LENGTH} are read`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return refuse(`the file is not JSON: ${(error as Error).message}`)
  }
  const parsed = Task.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return refuse(`${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'not a task'}`)
  }
  if (parsed.data.task_id !== taskId)
    return refuse(`task_id is "${parsed.data.task_id}" but the file is named "${taskId}.json"`)
  return { ok: true, task: completed(parsed.data) }
}

/** The bytes that are stored: two-space JSON in the order of the contract, with a line feed at the end. */
export function encodeTask(task: Task): string {
  return `${JSON.stringify(completed(task), null, 2)}\n`
}
