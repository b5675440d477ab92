import type { TaskId } from '../../../contract/ids.ts'
import type { Upsert } from '../tasks/task-service.ts'

/** What a delivery wants of one task. */
export interface TaskIntent {
  readonly task_id: TaskId
  readonly upsert: Upsert
}

/** Result of mapping a payload: pure data and pure functions, no effect yet. */
export type Mapping =
  | { readonly kind: 'ping' }
  | { readonly kind: 'tasks'; readonly intents: readonly TaskIntent[] }
  | { readonly kind: 'recorded' }
