import type { Sha256 } from '../../contract/ids.ts'
import { createKeyedLock } from '../../main/core/kernel/keyed-lock.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { createEntry, type TaskEntry } from '../../main/core/tasks/task-entry.ts'
import { parseTaskFile } from '../../main/core/tasks/task-file.ts'
import { createTaskIndex } from '../../main/core/tasks/task-index.ts'
import type { TaskStore } from '../../main/core/tasks/task-store.ts'

/** Task files in memory: `files` (task id → text) is what a disk would hold; `beforeCommit` runs in front of the rename; `lose` deletes a file. */
export function memoryTaskStore(
  files: Map<string, string>,
  beforeCommit: () => void,
): TaskStore & { lose(taskId: string): void } {
  const index = createTaskIndex()
  index.load([...files].map(([id, text]) => entryOf(id, text)))
  return {
    index,
    lose: (taskId) => {
      files.delete(taskId)
      index.remove(taskId)
    },
    isAsKnown: (taskId) => sha256(files.get(taskId) ?? '') === index.get(taskId)?.base_sha,
    exclusive: createKeyedLock(),
    stage: async (taskId, bytes) => ({
      commit: async () => {
        beforeCommit()
        files.set(taskId, bytes)
        const entry = entryOf(taskId, bytes)
        index.put(entry)
        return { entry }
      },
      discard: async () => undefined,
    }),
  }
}

function entryOf(task_id: string, text: string): TaskEntry {
  const parsed = parseTaskFile(task_id, text)
  if (!parsed.ok) throw new Error(`${task_id} was written invalid: ${parsed.reason}`)
  const base_sha: Sha256 = sha256(text)
  return createEntry({ task_id, base_sha, task: parsed.task, invalid_reason: null, last_good: parsed.task, file_ms: 0 })
}
