import { Task } from '../../../contract/task.ts'
import { completed } from './task-engine.ts'

export type ParsedTaskFile =
  | { readonly ok: true; readonly task: Task }
  | { readonly ok: false; readonly reason: string }

/** Largest task file that is read, in bytes. */
export const MAX_TASK_FILE_BYTES = 4 * 1024 * 1024

const decoder = new TextDecoder('utf-8', { fatal: true })
const refuse = (reason: string): ParsedTaskFile => ({ ok: false, reason })

/** Reads the bytes of `ssot/<taskId>.json`. Never throws: bytes that are no task give the reason in words. */
export function parseTaskFile(taskId: string, bytes: Uint8Array): ParsedTaskFile {
  if (bytes.length > MAX_TASK_FILE_BYTES)
    return refuse(`the file has ${bytes.length} bytes; at most ${MAX_TASK_FILE_BYTES} are read`)
  let value: unknown
  try {
    value = JSON.parse(decoder.decode(bytes))
  } catch (error) {
    return refuse(
      error instanceof TypeError ? 'the file is not UTF-8' : `the file is not JSON: ${(error as Error).message}`,
    )
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
