import { Task } from '../../../contract/task.ts'
import { AppError } from '../kernel/app-error.ts'
import { completed } from './task-engine.ts'

export type ParsedTaskFile =
  | { readonly ok: true; readonly task: Task }
  | { readonly ok: false; readonly reason: string }

/** Largest task file that is read, in characters. */
export const MAX_TASK_FILE_LENGTH = 4 * 1024 * 1024

/** Deepest nesting of objects and arrays that is read: what checks, prints and compares tasks goes down by recursion. */
export const MAX_TASK_FILE_DEPTH = 100

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
  const unfit = isObject(value) ? unfitness(value, MAX_TASK_FILE_DEPTH) : null
  if (unfit !== null) return refuse(unfit)
  const parsed = Task.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return refuse(`${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'not a task'}`)
  }
  if (parsed.data.task_id !== taskId)
    return refuse(`task_id is "${parsed.data.task_id}" but the file is named "${taskId}.json"`)
  return { ok: true, task: completed(parsed.data) }
}

/** Why an object or array cannot be kept as it is, whatever it says; null when it can. Goes down at most `levels`. */
function unfitness(value: object, levels: number): string | null {
  if (levels === 0) return `the file nests deeper than ${MAX_TASK_FILE_DEPTH} levels`
  // Objects are rebuilt on the way to the disk, and a member of this name would silently be lost there.
  if (Object.hasOwn(value, '__proto__')) return 'the file has a member named "__proto__", which cannot be kept'
  for (const member of Array.isArray(value) ? value : Object.values(value)) {
    const unfit = isObject(member) ? unfitness(member, levels - 1) : null
    if (unfit !== null) return unfit
  }
  return null
}

const isObject = (value: unknown): value is object => value !== null && typeof value === 'object'

/** The bytes that are stored: two-space JSON in the order of the contract, with a line feed at the end. */
export function encodeTask(task: Task): string {
  return `${JSON.stringify(completed(task), null, 2)}\n`
}

/** Throws AppError `storage_failed` for a task that could not be read again: writing it would take the task away. */
export function checkTaskSize(task: Task): void {
  const { length } = encodeTask(task)
  if (length > MAX_TASK_FILE_LENGTH)
    throw new AppError(
      'storage_failed',
      `ssot/${task.task_id}.json would have ${length} characters; at most ${MAX_TASK_FILE_LENGTH} are read.`,
    )
}
