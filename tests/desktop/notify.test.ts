import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeHome, startAtHomeWith } from '../support/desktop-at-home.ts'

const ALLOW = 'version: 1\nrules:\n  - id: notify\n    match:\n      tools: [notify.send]\n    effect: allow\n'

test('what a tool tells the desktop is shown as a notification, as one line without markup', async () => {
  const home = await makeHome()
  writeFileSync(join(home.dataRoot, 'policy.yaml'), ALLOW)
  const app = await startAtHomeWith(home, { tray: true, flags: [] }, {})
  const { task_id, correlation_id } = await app.ask('POST', '/api/tasks', { request_text: 'Tell me' })
  const run = await app.ask('POST', '/api/tools/execute', {
    ...{ tool: 'notify.send', side_effect_level: 'external_notify', task_id, correlation_id },
    args: { channel: 'desktop', title: 'The demo\nis recorded', body: '<b>Look</b> at it' },
    idempotency_key: 'key-00000001',
  })
  expect(run).toMatchObject({ state: 'done', result: { channel: 'desktop', attempts: 1 } })
  const shown = await app.desktop.strings.recorded('notification')
  expect(shown).toContainEqual(expect.objectContaining({ title: 'The demo is recorded', body: '‹b›Look‹/b› at it' }))
})
