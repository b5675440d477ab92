import { describe, expect, it } from 'vitest'
import { decide } from '../../../main/core/policy/decide.ts'
import { YOUTUBE_LEVELS } from '../../../main/core/tools/youtube/youtube-tools.ts'
import { approvalOf, inputOf, policyOf, publishCall, REJECTED_TASK, taskOf } from './decision-inputs.ts'

/** A policy that allows whatever a policy can allow. */
const ALLOW_ALL = policyOf([{ effect: 'allow' }])

describe('taking back what was published', () => {
  const call = publishCall({ tool: 'youtube.undo' as never })
  const base = { call, policy: policyOf([{ effect: 'ask' }]) }
  const noMore = [taskOf(REJECTED_TASK), taskOf({ allow_external_publish: false })]

  it('can be asked for when the task is rejected or may not publish any more, and takes an approval of its own', () => {
    for (const task of noMore) {
      const asked = decide(inputOf({ ...base, task, approval: null }))
      expect(asked).toMatchObject({ effect: 'ask', code: 'approval_needed' })
      const allowed = decide(inputOf({ ...base, task, policy: ALLOW_ALL, approval: null }))
      expect(allowed).toMatchObject({ effect: 'ask', code: 'approval_needed' })
      const another = decide(inputOf({ ...base, task, approval: approvalOf(publishCall()) }))
      expect(another).toMatchObject({ effect: 'ask' })
      const own = approvalOf(call)
      const bound_to = { ...own.bound_to, rule: 'r0', task_version: task.version }
      expect(decide(inputOf({ ...base, task, approval: { ...own, bound_to } }))).toMatchObject({ effect: 'allow' })
    }
  })

  it('is denied where the policy says so, and every other hard denial holds for it', () => {
    for (const task of noMore) {
      const denied = decide(inputOf({ ...base, task, policy: policyOf([{ effect: 'deny' }]) }))
      expect(denied).toMatchObject({ effect: 'deny', hard: false, code: 'denied_by_rule' })
      expect(decide(inputOf({ ...base, task, policy: policyOf([]) }))).toMatchObject({ code: 'denied_by_default' })
      const milder = publishCall({ tool: 'youtube.undo' as never, side_effect_level: 'read_only' })
      expect(decide(inputOf({ ...base, task, call: milder }))).toMatchObject({ hard: true, code: 'level_below_tool' })
      expect(decide(inputOf({ ...base, task, args_problem: 'args: no' }))).toMatchObject({ code: 'args_invalid' })
    }
  })

  it('is what a tool does that only makes less public, by its name and no other', () => {
    for (const tool of ['youtube.set_privacy', 'youtube.upload', 'youtube.undo_all', 'x.undo']) {
      const shown = inputOf({ ...base, call: publishCall({ tool: tool as never }), task: taskOf(REJECTED_TASK) })
      expect(decide(shown)).toMatchObject({ hard: true, code: 'task_rejected' })
    }
    expect(YOUTUBE_LEVELS).toMatchObject({ 'youtube.undo': 'external_publish' })
  })
})
