import { describe, expect, it } from 'vitest'
import { Approval } from '../../contract/approval.ts'
import { Problem } from '../../contract/problem.ts'
import { ToolRun } from '../../contract/tool.ts'
import { LIMIT, OPERATOR, openTelegramApp, type TelegramApp } from '../support/telegram-app.ts'

const CALL = {
  ...{ tool: 'file.publish_dry_run', side_effect_level: 'external_publish', task_id: 't1' },
  args: { title: 'News', body: 'It is out.', target: 'blog' },
}

async function withPending(): Promise<{ world: TelegramApp; id: string; send(key: string): Promise<Response> }> {
  const world = await openTelegramApp()
  const app = await world.start()
  const task = { task_id: 't1', request_text: 'Publish', allow_external_publish: true }
  const made = await app.call('POST', '/api/tasks', 'admin', task)
  const { correlation_id } = (await made.json()) as { correlation_id: string }
  const send = (idempotency_key: string): Promise<Response> =>
    app.call('POST', '/api/tools/execute', 'tool_runner', { ...CALL, correlation_id, idempotency_key })
  const refused = Problem.parse(await (await send('key-00000001')).json())
  return { world, id: String(refused['approval_id']), send }
}

const stateOf = async ({ app }: TelegramApp, id: string): Promise<Approval> =>
  Approval.parse(await (await app.call('GET', `/api/approvals/${id}`, 'observer')).json())

describe('an approval in Telegram', () => {
  it('lets exactly the call that the operator saw run, and its correlation tells of the card', async () => {
    const { world, id, send } = await withPending()
    const card = await world.cardIn(OPERATOR.id, new RegExp(`Approval ${id}`))
    expect(card.text).toContain((await stateOf(world, id)).subject)
    world.press(OPERATOR, card, 'Approve')
    await expect.poll(async () => (await stateOf(world, id)).state, LIMIT).toBe('approved')
    expect(await stateOf(world, id)).toMatchObject({ decided_by: 'telegram:7', door: 'telegram' })
    const run = ToolRun.parse(await (await send('key-00000002')).json())
    expect(run).toMatchObject({ state: 'done', approval_id: id })
    const [line] = await world.app.lines('telegram_callback_accepted')
    expect(line).toMatchObject({ correlation_id: run.correlation_id, data: { approval_id: id, action: 'approve' } })
  })

  it('is denied with the words that the operator answers, and the agent is told them', async () => {
    const { world, id, send } = await withPending()
    world.press(OPERATOR, await world.cardIn(OPERATOR.id, new RegExp(`Approval ${id}`)), 'Deny')
    await expect
      .poll(() => world.telegram.shown.messages.find(({ text }) => text.startsWith(`Why is ${id}`)), LIMIT)
      .toBeDefined()
    const question = world.telegram.shown.messages.find(({ text }) => text.startsWith(`Why is ${id}`))
    if (question === undefined) throw new Error('no question')
    world.telegram.people.replies(OPERATOR, 'Certainly not', world.telegram.messageOf(question))
    await expect.poll(async () => (await stateOf(world, id)).state, LIMIT).toBe('denied')
    const refused = Problem.parse(await (await send('key-00000002')).json())
    expect(refused).toMatchObject({ code: 'denied_by_person', denial_reason: 'Certainly not' })
  })
})
