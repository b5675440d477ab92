import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { subjectOf } from '../../../main/core/policy/subject.ts'
import { publishCall } from './decision-inputs.ts'

describe('what an approval is about', () => {
  it('is the canonical JSON of the call without its idempotency key, and the sha256 of these bytes', () => {
    const { subject, subject_sha256 } = subjectOf(publishCall({ args: { b: 1, a: 'é' } }))
    const text =
      '{"args":{"a":"é","b":1},"correlation_id":"c1","side_effect_level":"external_publish","task_id":"t1","tool":"file.publish_dry_run"}'
    expect(subject).toBe(text)
    expect(subject_sha256).toBe(sha256(text))
  })

  it('does not change with the order of the arguments or the idempotency key', () => {
    const one = subjectOf(publishCall({ args: { a: 1, b: 2 } }))
    expect(subjectOf(publishCall({ args: { b: 2, a: 1 }, idempotency_key: 'another-key' as never }))).toEqual(one)
  })

  it.each([
    ['an argument', { args: { title: 'Other' } }],
    ['the tool', { tool: 'file.publish' }],
    ['the level', { side_effect_level: 'local_write' }],
    ['the task', { task_id: 't2' }],
    ['the correlation', { correlation_id: 'c2' }],
  ])('changes with %s', (_what, changed) => {
    const other = subjectOf(publishCall(changed as never))
    expect(other.subject_sha256).not.toBe(subjectOf(publishCall()).subject_sha256)
  })

  it('the action is the same for another task, and another for other arguments', () => {
    const { action_sha256 } = subjectOf(publishCall())
    const elsewhere = { task_id: 't2', correlation_id: 'c2' } as never
    expect(subjectOf(publishCall(elsewhere)).action_sha256).toBe(action_sha256)
    expect(subjectOf(publishCall({ args: {} })).action_sha256).not.toBe(action_sha256)
  })
})
