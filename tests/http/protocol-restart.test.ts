import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Dispatched } from '../../contract/protocol-requests.ts'
import { ProtocolView } from '../../contract/protocol-view.ts'
import { TaskDetail } from '../../contract/task.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { CRITERIA, SCOPE } from '../support/protocol-messages.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

const AT = '/api/tasks/build'
const view = async (running: RunningApp): Promise<ProtocolView> =>
  ProtocolView.parse(await (await running.call('GET', `${AT}/protocol`, 'observer')).json())

async function dispatched(running: RunningApp) {
  const { base_sha } = TaskDetail.parse(await (await running.call('GET', AT, 'observer')).json())
  const answer = await running.call('POST', `${AT}/dispatch`, 'coordinator', { base_sha })
  return Dispatched.parse(await answer.json()).dispatch
}

const create = (running: RunningApp): Promise<Response> =>
  running.call('POST', '/api/tasks', 'admin', {
    ...{ task_id: 'build', request_text: 'Build it', acceptance_criteria: CRITERIA, declared_scope: SCOPE },
  })

it('a console that starts after the time was up ends the round before anybody can call, and once', async () => {
  const dataRoot = await temporaryFolder()
  await writeFile(join(dataRoot, 'config.json'), JSON.stringify({ protocol: { ack_seconds: 2 } }))
  const first = await startApp({ dataRoot })
  await create(first)
  const { ack_by } = await dispatched(first)
  await first.stop()
  await expect.poll(() => Date.now() > Date.parse(ack_by)).toBe(true)
  const second = await startApp({ dataRoot })
  expect(await view(second)).toMatchObject({
    phase: 'awaiting_dispatch',
    rounds: [{ ended: { reason: 'ack_timeout' } }],
  })
  await second.stop()
  const third = await startApp({ dataRoot })
  expect(await third.lines('ack_timeout')).toHaveLength(1)
})

it('a round ends by itself while the console runs, with the numbers of the settings as they stand', async () => {
  const running = await startApp()
  await create(running)
  const { settings, base_sha } = (await (await running.call('GET', '/api/settings', 'admin')).json()) as {
    settings: object
    base_sha: string
  }
  const saved = await running.call('PUT', '/api/settings', 'admin', {
    ...{ settings: { ...settings, protocol: { ack_seconds: 1, max_rounds: 1 } }, base_sha },
  })
  expect(saved.status).toBe(200)
  const { ack_by } = await dispatched(running)
  await expect.poll(async () => (await view(running)).lock).toMatchObject({ after_round: 1, unlocked_at: null })
  const { rounds, phase } = await view(running)
  expect(phase).toBe('locked')
  expect(rounds[0]?.ended?.reason).toBe('ack_timeout')
  expect(Date.parse(rounds[0]?.ended?.at ?? '')).toBeGreaterThanOrEqual(Date.parse(ack_by))
})
