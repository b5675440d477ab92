import { expect, it } from 'vitest'
import { TaskDetail } from '../../contract/task.ts'
import { ToolList, ToolRun } from '../../contract/tool.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

async function lastRuns(app: RunningApp) {
  const { items } = ToolList.parse(await (await app.call('GET', '/api/tools', 'observer')).json())
  return new Map(items.map(({ tool, last_run }) => [tool as string, last_run]))
}

it('every tool tells its last call, refused or not, however many of others came after it, after a restart too', async () => {
  const app = await startApp()
  const made = await app.call('POST', '/api/tasks', 'admin', { request_text: 'Publish', allow_external_publish: true })
  const { task_id, correlation_id } = TaskDetail.parse(await made.json())
  const execute = (call: object) =>
    app.call('POST', '/api/tools/execute', 'tool_runner', { task_id, correlation_id, ...call })
  const reading = { tool: 'time.now', args: {}, side_effect_level: 'read_only' }
  const publishing = {
    ...{ tool: 'file.publish_dry_run', args: { title: 'News', body: 'It is out.', target: 'blog' } },
    side_effect_level: 'external_publish',
  }
  expect((await lastRuns(app)).get('time.now')).toBeNull()

  await execute({ ...reading, idempotency_key: 'key-time-1' })
  const newest = ToolRun.parse(await (await execute({ ...reading, idempotency_key: 'key-time-2' })).json())
  for (let n = 0; n < 25; n += 1) await execute({ ...publishing, idempotency_key: `key-publish-${n}` })
  const dataRoot = app.config.data_root
  await app.stop()

  const last = await lastRuns(await startApp({ dataRoot }))
  const { call_id, started_at, finished_at } = newest
  expect(last.get('time.now')).toEqual({ call_id, state: 'done', started_at, finished_at })
  expect(last.get('file.publish_dry_run')).toMatchObject({ state: 'denied' })
  expect(last.get('notify.send')).toBeNull()
})
