import { AppError } from '../kernel/app-error.ts'
import type { TaskEntry } from './task-entry.ts'

/** The task is not what the writer saw. `current` null: its file is gone. */
export function conflict(taskId: string, current: TaskEntry | null): AppError {
  if (current === null)
    return new AppError('write_conflict', `Task ${taskId} has changed since it was read: the file is gone.`, {
      ...{ base_sha: null, task_id: taskId },
      hint: `Look for it with GET /api/tasks; nothing can be decided about ${taskId} while it has no file.`,
    })
  const { base_sha } = current
  return new AppError(
    'write_conflict',
    `Task ${taskId} has changed since it was read: its base_sha is now ${base_sha}.`,
    {
      ...{ base_sha, task_id: taskId },
      hint: `Read GET /api/tasks/${taskId} again, look at what changed, and send the base_sha that you read then.`,
    },
  )
}

/** The writer did not say what it saw. */
export function withoutBase({ task_id, base_sha }: TaskEntry): AppError {
  return new AppError('precondition_required', `A write to task ${task_id} needs the base_sha of what was read.`, {
    ...{ base_sha, task_id },
    hint: `Read GET /api/tasks/${task_id}, and send its base_sha in the body, or as If-Match: "BASE_SHA".`,
  })
}
