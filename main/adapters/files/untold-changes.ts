import type { NoticedChange } from '../../core/tasks/task-store.ts'

/** Changes that could not be recorded yet, at most one per task. */
export interface UntoldChanges {
  readonly size: number
  /** Tells what waits and then `changes`, in this order. What `tell` fails at waits for the next call. Resolves to the first error, or null. */
  tellAll(changes: readonly NoticedChange[]): Promise<{ error: unknown } | null>
}

export function createUntoldChanges(tell: (change: NoticedChange) => Promise<void>): UntoldChanges {
  const waiting = new Map<string, NoticedChange>()

  function add(change: NoticedChange): void {
    const earlier = waiting.get(change.task_id)
    const merged = earlier === undefined ? change : joined(earlier, change)
    if (merged === null) waiting.delete(change.task_id)
    else waiting.set(change.task_id, merged)
  }

  return {
    get size() {
      return waiting.size
    },
    tellAll: async (changes) => {
      for (const change of changes) add(change)
      const told = [...waiting.values()]
      waiting.clear()
      const results = await Promise.allSettled(told.map(async (change) => tell(change)))
      const failed = told.filter((_change, i) => results[i]?.status === 'rejected')
      for (const change of failed) add(change)
      const first = results.find((result) => result.status === 'rejected')
      return first === undefined ? null : { error: first.reason }
    },
  }
}

/** Two changes of one task as one; null when a file came and went and nobody was told. */
function joined(earlier: NoticedChange, later: NoticedChange): NoticedChange | null {
  const { task_id, after } = later
  const { before } = earlier
  if (after === null) return before === null ? null : { task_id, change: 'deleted', before, after }
  const change = after.task === null ? 'invalid' : before === null ? 'added' : 'changed'
  return { task_id, change, before, after }
}
