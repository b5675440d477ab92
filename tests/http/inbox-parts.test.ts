import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Inbox } from '../../contract/inbox.ts'
import { startApp } from '../support/running-app.ts'

it('the inbox does not say that all tasks are known while a task file cannot be read', async () => {
  const app = await startApp()
  const parts = async (): Promise<Inbox['parts']> =>
    Inbox.parse(await (await app.call('GET', '/api/inbox', 'observer')).json()).parts
  expect(await parts()).toMatchObject([{ state: 'ok' }, { part: 'tasks', state: 'ok', waiting: 0 }])
  await writeFile(join(app.config.data_root, 'ssot', 't1.json'), '{"task_id": "t1"')
  await expect.poll(parts).toMatchObject([
    { state: 'ok' },
    {
      part: 'tasks',
      state: 'unreachable',
      waiting: null,
      reason: expect.stringMatching(/^1 task file is not valid/),
    },
  ])
})
