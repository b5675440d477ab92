import { TaskEvent } from '../../contract/events.ts'
import type { Arrival } from './event-client.ts'

/** A status change that the console acknowledged. */
export interface Change {
  readonly version: number
  readonly event: 'task_approved' | 'task_rejected'
  /** `performance.now()` when it was asked for. */
  readonly sentAt: number
}

/**
 * Holds what one client saw against what was done: each change once, in order, with its status and a growing id. `ms` has
 * one entry per change that arrived as it should, `wrong` one line per event that did not.
 */
export function judgeArrivals(
  arrivals: readonly Arrival[],
  changes: readonly Change[],
): { readonly ms: number[]; readonly wrong: string[] } {
  const ms: number[] = []
  const wrong: string[] = []
  let lastSeq = 0
  for (const { id, name, data, at } of arrivals) {
    const change = changes[ms.length]
    const { seq, task } = TaskEvent.parse(JSON.parse(data))
    const expected = change !== undefined && name === change.event && task.version === change.version
    if (expected && seq === Number(id) && seq > lastSeq && name === `task_${task.status}`) ms.push(at - change.sentAt)
    else wrong.push(`event ${id} (${name}, version ${task.version}, ${task.status}) is not what was to come`)
    lastSeq = Math.max(lastSeq, seq)
  }
  return { ms, wrong }
}
