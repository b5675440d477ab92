import { expect, test } from 'vitest'
import { failureOf } from '../../../main/core/tools/failure-of.ts'
import { outdatedApproval, unknownOutcome } from '../../../main/core/tools/run-failures.ts'
import { failureTitle } from '../../../renderer/design/failure-words.ts'

test.each([
  ['ENOSPC', 'The disk is full'],
  ['EACCES', 'A permission is missing'],
  ['ECONNREFUSED', 'The network did not reach it'],
  ['ENOENT', 'A program is missing'],
])('a tool that fails with %s is told to the operator as: %s', (code, title) => {
  expect(failureTitle(failureOf(Object.assign(new Error('x'), { code })).error_code)).toBe(title)
})

test('what the service itself says of a run has words of its own, and a code of a tool’s own is no riddle', () => {
  const codes = [failureOf(new Error('x')), unknownOutcome(), outdatedApproval().failure].map(
    (each) => each?.error_code,
  )
  const titles = codes.map((code) => failureTitle(code ?? ''))
  expect(new Set([...titles, 'It failed']).size).toBe(4)
  expect(failureTitle('release_not_found')).toBe('It failed')
})
