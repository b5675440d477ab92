import { expect, test } from 'vitest'
import { familyStates } from '../../../renderer/features/tools/family-states.ts'
import { stagedStatus } from '../../e2e/support/staged-tools.ts'

const ready = stagedStatus({})
const off = stagedStatus({ state: 'off', detail: 'No endpoint is set.', checked_at: null })
const tool = (name: string, status = ready) => ({ tool: name, status })

test('a family of which one tool is off is not called ready', () => {
  expect(familyStates([tool('vision.compare'), tool('vision.describe', off)])).toEqual([
    { status: off, tools: ['vision.describe'], isAll: false },
    { status: ready, tools: ['vision.compare'], isAll: false },
  ])
})

test('tools that stand alike are said once, however long ago each was looked at', () => {
  const later = stagedStatus({ checked_at: '2030-01-01T12:00:00.000Z' })
  expect(familyStates([tool('obs.a'), tool('obs.b', later)])).toEqual([
    { status: ready, tools: ['obs.a', 'obs.b'], isAll: true },
  ])
  expect(familyStates([])).toEqual([])
})
