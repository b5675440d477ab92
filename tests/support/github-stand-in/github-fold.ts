import type { Task } from '../../../contract/task.ts'
import { mapGithub } from '../../../main/core/ingest/github/github-mapping.ts'
import type { MappedDelivery, TaskIntent } from '../../../main/core/ingest/task-mapping.ts'

/**
 * The tasks after these deliveries, each carried out once, however often it comes: the promise of the pipeline in the fewest words, with
 * its waiting room. What the disk and a crash do to it is proved elsewhere.
 */
export function fold(deliveries: readonly MappedDelivery[]): Task[] {
  const tasks = new Map<string, Task>()
  const claimed = new Map<string, MappedDelivery>()
  const map = mapGithub((repository, commit) =>
    [...tasks.values()]
      .filter(({ external_ref: ref }) => ref?.repository === repository && ref.head_commit === commit)
      .map(({ task_id }) => task_id),
  )

  /** Keys under which others may wait that did not lead to the task before. */
  function apply({ task_id, upsert, seek }: TaskIntent): string[] {
    const before = tasks.get(task_id) ?? null
    const given = upsert(before, [])
    if (given === null || !('task' in given)) return []
    tasks.set(task_id, given.task)
    const old = before === null ? [] : seek(before)
    return seek(given.task).filter((key) => !old.includes(key))
  }

  const intentsOf = (delivery: MappedDelivery): readonly TaskIntent[] => {
    const { work } = map(delivery)
    return work.kind === 'tasks' ? work.intents : []
  }

  function waiting(keys: readonly string[]): MappedDelivery[] {
    return [...claimed.values()].filter((one) => map(one).about.some((key) => keys.includes(key)))
  }

  for (const delivery of deliveries) {
    if (claimed.has(delivery.delivery_id)) continue
    claimed.set(delivery.delivery_id, delivery)
    for (const intent of intentsOf(delivery)) {
      // Each round asks everything about the new keys, also what said nothing in an earlier round: the task has moved on since.
      for (let keys = apply(intent); keys.length > 0; )
        keys = waiting(keys)
          .flatMap((one) => (one === delivery ? [] : intentsOf(one)))
          .filter(({ task_id }) => task_id === intent.task_id)
          .flatMap(apply)
    }
  }
  return [...tasks.values()].sort((a, b) => (a.task_id < b.task_id ? -1 : 1))
}

/** What tasks say, without how often and when they were written. */
export function saying(tasks: readonly Task[]): object[] {
  return tasks.map(({ version, created_at, updated_at, ...said }) => said)
}
