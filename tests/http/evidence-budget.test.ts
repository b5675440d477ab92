import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Problem } from '../../contract/problem.ts'
import { SystemInfo } from '../../contract/system.ts'
import { ToolRun } from '../../contract/tool.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

const ARGS = { title: 'News', body: 'It is out.', target: 'blog' }

const infoOf = async (app: RunningApp): Promise<SystemInfo> =>
  SystemInfo.parse(await (await app.call('GET', '/system/info', 'observer')).json())

const publishing = (correlation_id: string, title: string, idempotency_key: string) => ({
  ...{ tool: 'file.publish_dry_run', args: { ...ARGS, title }, side_effect_level: 'external_publish' },
  ...{ task_id: 't1', correlation_id, idempotency_key },
})

/** A call to publish, approved; what came of it. */
async function publish(app: RunningApp, correlation_id: string, key: string): Promise<ToolRun> {
  const call = publishing(correlation_id, key, key)
  const send = () => app.call('POST', '/api/tools/execute', 'tool_runner', call)
  const { approval_id } = Problem.parse(await (await send()).json())
  const shown = (await (await app.call('GET', `/api/approvals/${approval_id}`, 'admin')).json()) as object
  const { subject_sha256 } = shown as { subject_sha256: string }
  await app.call('POST', `/api/approvals/${approval_id}/approve`, 'admin', { subject_sha256 })
  return ToolRun.parse(await (await send()).json())
}

it('a tool that makes evidence does not begin when the budget is used up, and does when it is raised; others go on', async () => {
  const dataRoot = await temporaryFolder()
  const config = join(dataRoot, 'config.json')
  await writeFile(config, JSON.stringify({ evidence_budget_bytes: 0, evidence_keep_free_bytes: 0 }))
  const app = await startApp({ dataRoot })
  const task = { task_id: 't1', request_text: 'Publish', allow_external_publish: true }
  const made = await app.call('POST', '/api/tasks', 'admin', task)
  const { correlation_id } = (await made.json()) as { correlation_id: string }

  const refused = await publish(app, correlation_id, 'key-00000001')
  expect(refused).toMatchObject({ state: 'failed', failure: { error_code: 'evidence_budget_reached' }, evidence: [] })
  expect(refused.failure?.remediation_hint).toContain('evidence_budget_bytes')
  const time = await app.call('POST', '/api/tools/execute', 'tool_runner', {
    ...{ tool: 'time.now', args: {}, side_effect_level: 'read_only', task_id: 't1', correlation_id },
    idempotency_key: 'key-00000002',
  })
  expect(ToolRun.parse(await time.json()).state).toBe('done')
  expect((await app.lines('evidence_budget_warned')).map(({ data }) => data['limit'])).toEqual(['budget'])
  const before = await infoOf(app)
  expect(before.evidence).toMatchObject({ used_bytes: 0, budget_bytes: 0, keep_free_bytes: 0 })
  expect(before.evidence.free_bytes).toBeGreaterThan(0)
  expect(before.warnings).toContainEqual(expect.stringContaining('evidence_budget_bytes'))

  await writeFile(config, JSON.stringify({ evidence_budget_bytes: 1_000_000, evidence_keep_free_bytes: 0 }))
  await expect.poll(async () => (await infoOf(app)).evidence.budget_bytes).toBe(1_000_000)
  // Its approval was not used up: the same call needs no other one.
  const sent = publishing(correlation_id, 'key-00000001', 'key-00000003')
  const again = await app.call('POST', '/api/tools/execute', 'tool_runner', sent)
  expect(ToolRun.parse(await again.json())).toMatchObject({ state: 'done', approval_id: expect.any(String) })
  expect((await infoOf(app)).evidence.used_bytes).toBeGreaterThan(100)
})
