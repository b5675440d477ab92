import type { TaskDetail } from '../../../contract/task.ts'

/** `telegram:888 in chat 888`, or null when the task names nobody. From outside: to be shown as inert text. */
export function askedBy({ requested_by, chat_id }: Pick<TaskDetail, 'requested_by' | 'chat_id'>): string | null {
  if (requested_by === null) return null
  return chat_id === null ? requested_by : `${requested_by} in chat ${chat_id}`
}
