import { expect, test } from 'vitest'
import { untilApproved } from '../../../renderer/features/approvals/approval-words.ts'

test('what does not happen before an approval is said as it is: only what goes outside leaves the machine', () => {
  expect(untilApproved('local_write')).toBe('Nothing is changed on this machine until then.')
  expect(untilApproved('external_notify')).toBe('Nothing leaves the machine until then.')
  expect(untilApproved('external_publish')).toBe('Nothing leaves the machine until then.')
  expect(untilApproved('read_only')).toBe('It does not begin before that.')
})
