import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ProtocolView } from '../../contract/protocol-view.ts'
import { LIMIT, OPERATOR, openTelegramApp } from '../support/telegram-app.ts'

const FAKES = join(import.meta.dirname, '../../scripts/validation')

describe('a task that an operator gives to an agent from Telegram', () => {
  it('is worked on by that agent, and comes back with its ledger', async () => {
    const world = await openTelegramApp()
    const worker = { kind: 'script', command: [process.execPath, join(FAKES, 'fake_executor.ts'), '--mode', 'honest'] }
    const command = [process.execPath, join(FAKES, 'fake_reviewer.ts'), '--mode', 'honest-approve']
    const judge = { kind: 'script', command, roles: ['reviewer'] }
    await writeFile(join(world.dataRoot, 'config.json'), JSON.stringify({ agents: { worker, judge } }))
    const app = await world.start()
    const acceptance_criteria = [{ criterion_id: 'c1', text: 'It is done' }]
    const task = { task_id: 't1', request_text: 'Do it', acceptance_criteria, declared_scope: ['src/'] }
    expect((await app.call('POST', '/api/tasks', 'admin', task)).status).toBe(201)
    world.telegram.people.says(OPERATOR, '/dispatch t1')
    const card = await world.cardIn(OPERATOR.id, /^Give task t1 to an agent\?/)
    expect(card.text).toContain('Executor: worker (script), in an empty folder')
    expect(card.text).toContain('Reviewer: judge (script)')
    world.press(OPERATOR, card, 'Give')
    const view = async () =>
      ProtocolView.parse(await (await app.call('GET', '/api/tasks/t1/protocol', 'observer')).json())
    await expect.poll(async () => (await view()).phase, LIMIT).toBe('awaiting_person')
    expect((await view()).rounds[0]?.dispatch).toMatchObject({ agent: 'worker', dispatched_by: 'telegram:7' })
    const back = await world.cardIn(OPERATOR.id, /Ledger: UNVERIFIED\. 0 of 1 criteria are verified\./)
    world.press(OPERATOR, back, 'Approve')
    await expect
      .poll(async () => (await app.lines('telegram_callback_refused')).map(({ data }) => data['reason']), LIMIT)
      .toEqual(['proof_insufficient'])
  })
})
