import { expect, it } from 'vitest'
import { editUpdate, messageUpdate } from '../../support/telegram-updates.ts'
import { answerOf } from './telegram-mapped.ts'

const linked = (url: string) => ({ text: 'Deploy this', entities: [{ type: 'text_link', offset: 7, length: 4, url }] })

function taskOf(answer: ReturnType<typeof answerOf>) {
  if (answer === null || !('task' in answer)) throw new Error('no task')
  return answer.task
}

it('a link behind words is part of what is asked for', () => {
  const task = taskOf(answerOf(null, messageUpdate(1, linked('https://good.example/'))))
  expect(task.request_text).toBe('Deploy this\n["this" leads to https://good.example/]')
})

it('a link that is changed is an amendment and takes the decision back, though the words stay the same', () => {
  const task = taskOf(answerOf(null, messageUpdate(1, linked('https://good.example/'))))
  const verdict = {
    decision: 'approve',
    comment: null,
    decided_by: 'olga',
    decided_at: task.created_at,
    door: 'console',
  } as const
  const approved = { ...task, verdict, admin_approved: true, status: 'approved' as const }
  const edited = taskOf(answerOf(approved, editUpdate(2, 60, linked('https://evil.example/'))))
  expect(edited).toMatchObject({ verdict: null, admin_approved: false })
  expect(edited.amendments.at(-1)?.text).toContain('leads to https://evil.example/')
})
