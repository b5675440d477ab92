import { beforeEach, describe, expect, it } from 'vitest'
import { Problem } from '../../contract/problem.ts'
import { Dispatched } from '../../contract/protocol-requests.ts'
import { ProtocolRows } from '../../contract/protocol-view.ts'
import { CRITERIA, echoOf, SCOPE } from '../support/protocol-messages.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

let running: RunningApp
beforeEach(async () => {
  running = await startApp()
})

const FIRST = { acceptance_criteria: CRITERIA, declared_scope: SCOPE }

async function dispatched(task_id: string) {
  const made = await running.call('POST', '/api/tasks', 'admin', { task_id, request_text: `Build ${task_id}` })
  const { base_sha } = (await made.json()) as { base_sha: string }
  const answer = await running.call('POST', `/api/tasks/${task_id}/dispatch`, 'coordinator', { base_sha, ...FIRST })
  return Dispatched.parse(await answer.json()).dispatch
}

async function rows(query: string): Promise<ProtocolRows> {
  const answer = await running.call('GET', `/api/protocols${query}`, 'observer')
  expect(answer.status).toBe(200)
  return ProtocolRows.parse(await answer.json())
}

describe('GET /api/protocols', () => {
  it('lists who was given out, and with waiting=true who goes no further without a person', async () => {
    const { dispatch_id } = await dispatched('mole')
    await dispatched('pier')
    expect((await rows('')).items.map(({ task_id, phase, due }) => [task_id, phase, due?.what])).toEqual([
      ...[
        ['mole', 'awaiting_ack', 'ack'],
        ['pier', 'awaiting_ack', 'ack'],
      ],
    ])
    expect(await rows('?waiting=true')).toEqual({ items: [], left_out: 0 })
    await running.call('POST', '/api/tasks/mole/withdraw', 'coordinator', { dispatch_id, reason: 'later' })
    expect(await rows('?waiting=true')).toMatchObject({
      items: [
        { task_id: 'mole', title: 'Build mole', phase: 'awaiting_dispatch', round: 1, rounds_left: 2, due: null },
      ],
      left_out: 0,
    })
    expect(await rows('?limit=1')).toMatchObject({ left_out: 1 })
    const wrong = await running.call('GET', '/api/protocols?waiting=perhaps', 'observer')
    expect([wrong.status, Problem.parse(await wrong.json()).error_code]).toEqual([400, 'validation_failed'])
  })
})

describe('an echo of which reading would lose something', () => {
  it.each([
    ['a member "__proto__"', '"__proto__":{"x":1},"criterion_id"'],
    ['a member twice', '"criterion_id":"c0","criterion_id"'],
  ])('is refused and not taken for another one: %s', async (_what, instead) => {
    const dispatch = await dispatched('mole')
    const text = JSON.stringify(echoOf(dispatch)).replace('"criterion_id"', instead)
    const answer = await fetch(`${running.url}/api/tasks/mole/ack`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await running.token('admin')}` },
      body: text,
    })
    expect([answer.status, Problem.parse(await answer.json()).error_code]).toEqual([400, 'validation_failed'])
    expect((await rows('')).items).toMatchObject([{ phase: 'awaiting_ack' }])
  })
})
