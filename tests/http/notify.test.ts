import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { Approval } from '../../contract/approval.ts'
import { EvidenceList } from '../../contract/evidence.ts'
import { Problem } from '../../contract/problem.ts'
import { ToolRun } from '../../contract/tool.ts'
import { verifyStandardWebhook } from '../../main/core/ingest/standard-webhooks.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { startReceiver } from '../support/notify/webhook-receiver.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { BOT_TOKEN, startBotApi } from '../support/telegram-stand-in/bot-api.ts'

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

async function startWith(tools: object, env: Record<string, string> = {}) {
  const dataRoot = await temporaryFolder()
  writeFileSync(join(dataRoot, 'config.json'), JSON.stringify({ tools }))
  const app = await startApp({ dataRoot, env: { NOTIFY_WEBHOOK_SECRET: SECRET, ...env } })
  const answer = await app.call('POST', '/api/tasks', 'admin', { task_id: 't1', request_text: 'Tell them' })
  const { correlation_id } = (await answer.json()) as { correlation_id: string }
  return { app, correlation_id }
}

/** Sends the call, lets the operator approve it, and sends it again. */
async function runApproved(
  app: RunningApp,
  correlation_id: string,
  args: object,
  key = 'key-00000001',
): Promise<ToolRun> {
  const call = {
    ...{ tool: 'notify.send', args, side_effect_level: 'external_notify', task_id: 't1' },
    ...{ correlation_id, idempotency_key: key },
  }
  const send = () => app.call('POST', '/api/tools/execute', 'tool_runner', call)
  const refused = Problem.parse(await (await send()).json())
  expect(refused['code']).toBe('approval_needed')
  const id = String(refused['approval_id'])
  const { subject_sha256 } = Approval.parse(await (await app.call('GET', `/api/approvals/${id}`, 'observer')).json())
  await app.call('POST', `/api/approvals/${id}/approve`, 'admin', { subject_sha256 })
  return ToolRun.parse(await (await send()).json())
}

it('a webhook goes out once it is approved, signed so that the receiver can check it, and leaves a receipt', async () => {
  const receiver = await startReceiver()
  receiver.next({ kind: 'answer', status: 503 })
  const { app, correlation_id } = await startWith({
    notify: { webhooks: [{ name: 'build', url: receiver.url }], first_wait_ms: 10 },
  })
  const args = { channel: 'webhook', name: 'build', payload: { type: 'demo.done', data: { id: 7 } } }
  const run = await runApproved(app, correlation_id, args)
  expect(run).toMatchObject({ state: 'done', result: { channel: 'webhook', attempts: 2, status: 200 } })
  expect(receiver.calls.map(({ id, body }) => [id, JSON.parse(body)])).toEqual([
    [run.call_id, args.payload],
    [run.call_id, args.payload],
  ])
  for (const { id, timestamp, signature, body } of receiver.calls)
    verifyStandardWebhook({
      ...{ secrets: [SECRET], id, timestamp, signatureHeader: signature, raw: Buffer.from(body), now_ms: Date.now() },
    })
  const receipt = await app.call('GET', `/api/evidence/${correlation_id}/${run.call_id}/receipt.json`, 'observer')
  expect(await receipt.json()).toMatchObject({
    ...{ call_id: run.call_id, receiver: 'webhook build' },
    attempts: [
      { attempt: 1, how: 'later', status: 503 },
      { attempt: 2, how: 'delivered', status: 200 },
    ],
  })
})

it('a picture of the evidence goes to a chat of the allow-list, and to no other', async () => {
  const telegram = await startBotApi()
  onTestFinished(telegram.stop)
  const env = { BOT_TOKEN, TELEGRAM_API_ROOT: telegram.url, TELEGRAM_ALLOWED_USERS: '8', TELEGRAM_OPERATORS: '7=anna' }
  const { app, correlation_id } = await startWith({}, env)
  const noted = await runApproved(
    app,
    correlation_id,
    { channel: 'telegram', chat_id: 8, text: 'First' },
    'key-00000001',
  )
  const list = await app.call('GET', '/api/tasks/t1/evidence', 'observer')
  const { items } = EvidenceList.parse(await list.json())
  const artifact_sha256 = items.find(({ package_id }) => package_id === noted.call_id)?.artifacts[0]?.sha256
  const file = { channel: 'telegram', chat_id: 7, text: 'The receipt', artifact_sha256, as: 'document' }
  const run = await runApproved(app, correlation_id, file, 'key-00000002')
  const sent = telegram.shown.messages.find(({ text }) => text === 'The receipt')
  expect(run).toMatchObject({ state: 'done', result: { channel: 'telegram', message_id: sent?.message_id } })
  expect(sent).toMatchObject({ chat_id: 7, text: 'The receipt', file: { filename: 'receipt.json' } })
  expect(
    createHash('sha256')
      .update(sent?.file?.bytes ?? '')
      .digest('hex'),
  ).toBe(artifact_sha256)

  const foreign = await runApproved(app, correlation_id, { ...file, chat_id: 9 }, 'key-00000003')
  expect(foreign).toMatchObject({ state: 'failed', failure: { error_code: 'notify_chat_not_allowed' } })
  const photo = await runApproved(app, correlation_id, { ...file, as: 'photo' }, 'key-00000004')
  expect(photo).toMatchObject({ state: 'failed', failure: { error_code: 'notify_file_unfit' } })
  // Besides them there are the cards on which the operator is asked.
  const plain = telegram.shown.messages.filter(({ reply_markup }) => reply_markup === null)
  expect(plain.map(({ text }) => text)).toEqual(['First', 'The receipt'])
})

it('nothing secret is in what a failed webhook leaves behind, and a redirect is followed nowhere', async () => {
  const receiver = await startReceiver()
  const elsewhere = await startReceiver()
  receiver.next({ kind: 'answer', status: 302, headers: { location: elsewhere.url }, body: `token=${SECRET}` })
  const url = `${receiver.url}?key=very-secret-part-of-the-address`
  const { app, correlation_id } = await startWith({ notify: { webhooks: [{ name: 'build', url }] } })
  const run = await runApproved(app, correlation_id, { channel: 'webhook', name: 'build', payload: {} })
  expect(run).toMatchObject({ state: 'failed', failure: { error_code: 'notify_refused' } })
  expect(elsewhere.calls).toEqual([])
  const receipt = await app.call('GET', `/api/evidence/${correlation_id}/${run.call_id}/receipt.json`, 'observer')
  const left = [await receipt.text(), JSON.stringify(run), JSON.stringify(await app.lines('tool_call_failed'))].join()
  for (const secret of ['very-secret-part', SECRET.slice(6)]) expect(left).not.toContain(secret)
})

it('nobody is asked to approve a notification while there is no way to send one', async () => {
  const { app, correlation_id } = await startWith({})
  const refused = await app.call('POST', '/api/tools/execute', 'tool_runner', {
    ...{ tool: 'notify.send', args: { channel: 'webhook', name: 'build', payload: {} }, task_id: 't1' },
    ...{ side_effect_level: 'external_notify', correlation_id, idempotency_key: 'key-00000001' },
  })
  expect(refused.status).toBe(403)
  const problem = Problem.parse(await refused.json())
  expect(problem).toMatchObject({ error_code: 'policy_denied', code: 'tool_off', approval_id: null })
  expect(problem['reason']).toContain('Add a webhook')
  expect(await app.lines('approval_requested')).toEqual([])
})

it('what a call lacks is explained, and the settings are checked before they are saved', async () => {
  const receiver = await startReceiver()
  const { app, correlation_id } = await startWith({ notify: { webhooks: [{ name: 'other', url: receiver.url }] } })
  const lacking = async (args: object, key: string) =>
    (await runApproved(app, correlation_id, args, key)).failure?.error_code
  const hook = { channel: 'webhook', name: 'build', payload: {} }
  expect(await lacking(hook, 'key-00000001')).toBe('notify_webhook_unknown')
  expect(await lacking({ channel: 'telegram', chat_id: 7, text: 'x' }, 'key-00000002')).toBe('notify_no_bot')

  const shown = (await (await app.call('GET', '/api/settings', 'admin')).json()) as {
    settings: object
    base_sha: string
  }
  const save = (url: string) =>
    app.call('PUT', '/api/settings', 'admin', {
      settings: { ...shown.settings, tools: { notify: { webhooks: [{ name: 'build', url }] } } },
      base_sha: shown.base_sha,
    })
  const refused = Problem.parse(await (await save('http://example.org/hook')).json())
  expect([refused.error_code, refused['member']]).toEqual(['settings_invalid', 'tools'])
  expect((await save(receiver.url)).status).toBe(200)
  const run = await runApproved(app, correlation_id, { ...hook, payload: { now: true } }, 'key-00000003')
  expect(run).toMatchObject({ state: 'done', result: { status: 200 } })
})
