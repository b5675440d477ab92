import { describe, expect, it } from 'vitest'
import { Problem } from '../../contract/problem.ts'
import { TaskDetail } from '../../contract/task.ts'
import { startApp } from '../support/running-app.ts'

describe('a coordinator', () => {
  it('makes tasks and gives them out, and can neither decide, unlock, nor allow a task to publish', async () => {
    const running = await startApp()
    const post = (path: string, data: object) => running.call('POST', path, 'coordinator', data)
    expect((await post('/api/tasks', { task_id: 'mine', request_text: 'x' })).status).toBe(201)
    const { base_sha } = TaskDetail.parse(await (await running.call('GET', '/api/tasks/mine', 'coordinator')).json())
    const acceptance_criteria = [{ criterion_id: 'c1', text: 'it is done' }]
    expect((await post('/api/tasks/mine/dispatch', { base_sha, acceptance_criteria })).status).toBe(201)
    for (const [path, data] of [
      ['/api/tasks/mine/approve', {}],
      ['/api/tasks/mine/reject', {}],
      ['/api/tasks/mine/unlock', { reason: 'we are in a hurry' }],
      ['/api/tasks/mine/result', {}],
      ['/api/tokens', { scope: 'admin' }],
      ['/api/tasks', { request_text: 'x', allow_external_publish: true }],
    ] as const) {
      const answer = await post(path, data)
      const { error_code } = Problem.parse(await answer.json())
      expect([path, answer.status, error_code]).toEqual([path, 403, 'scope_insufficient'])
    }
  })
})
