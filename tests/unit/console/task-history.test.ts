import { describe, expect, test } from 'vitest'
import { provenance, takenBack } from '../../../renderer/features/tasks/task-history.ts'
import { stagedLine, stagedTask } from '../../e2e/support/staged-facts.ts'

const task = stagedTask({ task_id: 'staged', assurance: 'signed' })
const operator = { sub: 'operator', scopes: ['admin' as const], door: 'console' as const }

describe('how far the words of a task are proven', () => {
  test('as they came in, while only deliveries wrote the file', () => {
    const lines = [stagedLine(1, {}), stagedLine(2, { type: 'task_updated' }), stagedLine(3, { type: 'task_amended' })]
    expect(provenance(task, lines)).toEqual({ assurance: 'signed', isRewritten: false })
  })

  test('not at all once another program wrote the file', () => {
    const lines = [stagedLine(1, {}), stagedLine(2, { type: 'ssot_external_change' })]
    expect(provenance(task, lines)).toEqual({ assurance: 'none', isRewritten: true })
  })

  test('lines about another task with the same correlation id say nothing of it', () => {
    const lines = [stagedLine(1, {}), stagedLine(2, { type: 'ssot_external_change', task_id: 'other' })]
    expect(provenance(task, lines).isRewritten).toBe(false)
  })
})

describe('a decision that was taken back', () => {
  test('by an amendment is told as taken back by the request', () => {
    const approved = stagedLine(2, { type: 'task_approved', actor: operator, data: { version: 4 } })
    const lines = [stagedLine(1, {}), approved, stagedLine(3, { type: 'task_amended' })]
    expect(takenBack(task, lines)).toMatchObject({ decision: 'approve', by: 'operator', version: 4, byFile: false })
  })
})
