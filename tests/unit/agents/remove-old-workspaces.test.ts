import { expect, it } from 'vitest'
import { KEPT_MS, removeOldWorkspaces } from '../../../main/core/agents/remove-old-workspaces.ts'
import type { RunnerParts } from '../../../main/core/agents/runner-parts.ts'
import { createKeyedLock } from '../../../main/core/kernel/keyed-lock.ts'

const NOW = Date.parse('2026-02-01T00:00:00.000Z')
const decided = (ms: number) => ({ verdict: { decision: 'approve', decided_at: new Date(NOW - ms).toISOString() } })

it('removes the workspace of a task that was decided long ago, and no other', async () => {
  const removed: string[] = []
  const tasks: Record<string, object | null> = {
    old: decided(KEPT_MS + 1),
    broken: decided(KEPT_MS + 1),
    new: decided(KEPT_MS - 1),
    open: { verdict: null },
    gone: null,
  }
  const parts = {
    workspaces: {
      list: async () => [...Object.keys(tasks), 'No Task Id'],
      remove: async (taskId: string) => {
        if (taskId === 'broken') throw new Error('the disk says no')
        removed.push(taskId)
      },
    },
    ...{ taskOf: (taskId: string) => tasks[taskId] ?? null, clock: { now: () => NOW } },
    logger: { error: (fields: { task_id: string }) => void removed.push(`not ${fields.task_id}`) },
  } as unknown as RunnerParts
  await removeOldWorkspaces(parts, createKeyedLock(), new AbortController().signal)
  expect(removed).toEqual(['old', 'not broken'])
})
