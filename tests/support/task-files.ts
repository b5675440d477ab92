import { onTestFinished } from 'vitest'
import { type JsonTaskStore, openJsonTaskStore } from '../../main/adapters/files/json-task-store.ts'

/** A small task file as another program writes it. */
export const taskFile = (task_id: string, text: string): string =>
  JSON.stringify({
    task_id,
    source: 'api',
    request_text: text,
    created_at: '2026-01-01T00:00:00Z',
    correlation_id: task_id,
  })

/** One that nests deeper than any recursion can follow. */
export const deepTaskFile = (task_id: string): string =>
  taskFile(task_id, 'x').replace(/}$/, `,"rounds":[{"dispatch":{"a":${'['.repeat(5000)}${']'.repeat(5000)}}}]}`)

/** A task store that is closed with the test. */
export function openStore(folder: string): JsonTaskStore {
  const store = openJsonTaskStore(folder)
  onTestFinished(store.close)
  return store
}

/** Runs `work`, which must not wait for anything, as a user whom file modes bind (root reads everything). */
export function asNobody<T>(work: () => T): T {
  const root = process.geteuid?.() === 0
  if (root) process.seteuid?.(65534)
  try {
    return work()
  } finally {
    if (root) process.seteuid?.(0)
  }
}
