import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Approval, ApprovalPage, DecidedApprovals } from '../../contract/approval.ts'
import { EvidenceList } from '../../contract/evidence.ts'
import { Inbox } from '../../contract/inbox.ts'
import { Problem } from '../../contract/problem.ts'
import { ToolList, ToolRun, ToolRunPage } from '../../contract/tool.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

const PUBLISH = { title: 'News', body: 'It is out.', target: 'blog' }

async function withTask(
  task: object = { allow_external_publish: true },
): Promise<{ app: RunningApp; correlation: string }> {
  const app = await startApp()
  const answer = await app.call('POST', '/api/tasks', 'admin', { task_id: 't1', request_text: 'Publish', ...task })
  return { app, correlation: ((await answer.json()) as { correlation_id: string }).correlation_id }
}

const callWith = (correlation_id: string, given: object = {}) => ({
  ...{ tool: 'file.publish_dry_run', args: PUBLISH, side_effect_level: 'external_publish', task_id: 't1' },
  ...{ correlation_id, idempotency_key: 'key-00000001', ...given },
})

const execute = (app: RunningApp, call: object): Promise<Response> =>
  app.call('POST', '/api/tools/execute', 'tool_runner', call)

const problem = async (answer: Response): Promise<Problem> => Problem.parse(await answer.json())

/** Sends the call, and decides on the approval that is made for it. */
async function pendingFor(app: RunningApp, call: object): Promise<Approval> {
  const refused = await problem(await execute(app, call))
  return approvalOf(app, String(refused['approval_id']))
}

const approvalOf = async (app: RunningApp, id: string): Promise<Approval> =>
  Approval.parse(await (await app.call('GET', `/api/approvals/${id}`, 'observer')).json())

const approve = (app: RunningApp, { approval_id, subject_sha256 }: Approval): Promise<Response> =>
  app.call('POST', `/api/approvals/${approval_id}/approve`, 'admin', { subject_sha256 })

describe('executing a tool', () => {
  it('is refused with the approval that it waits for, and done once that is given', async () => {
    const { app, correlation } = await withTask()
    const answer = await execute(app, callWith(correlation))
    expect(answer.status).toBe(403)
    const refused = await problem(answer)
    expect(refused).toMatchObject({ error_code: 'policy_denied', code: 'approval_needed', correlation_id: correlation })
    const pending = await approvalOf(app, String(refused['approval_id']))
    expect(pending).toMatchObject({ state: 'pending', task_id: 't1', needed: 1 })
    expect(JSON.parse(pending.subject)).toMatchObject({ tool: 'file.publish_dry_run', args: PUBLISH })

    expect((await approve(app, pending)).status).toBe(200)
    const done = await execute(app, callWith(correlation))
    expect(done.status).toBe(200)
    const run = ToolRun.parse(await done.json())
    expect(run).toMatchObject({ state: 'done', approval_id: pending.approval_id, replayed: false })
    expect(await approvalOf(app, pending.approval_id)).toMatchObject({ state: 'consumed', call_id: run.call_id })

    const evidence = EvidenceList.parse(await (await app.call('GET', '/api/tasks/t1/evidence', 'observer')).json())
    expect(evidence.items.map(({ package_id, state }) => [package_id, state])).toEqual([[run.call_id, 'whole']])
    const receipt = await app.call('GET', `/api/evidence/${correlation}/${run.call_id}/receipt.json`, 'observer')
    expect(await receipt.json()).toMatchObject({ published: false, call_id: run.call_id })
  })

  it('is refused at once when another program took the permission out of the task file, before anybody was told', async () => {
    const { app, correlation } = await withTask()
    await approve(app, await pendingFor(app, callWith(correlation)))
    const file = join(app.config.data_root, 'ssot', 't1.json')
    const text = readFileSync(file, 'utf8')
    for (const taken of [text.replace('"allow_external_publish": true', '"allow_external_publish": false'), null]) {
      if (taken === null) rmSync(file)
      else writeFileSync(file, taken)
      const answer = await execute(app, callWith(correlation))
      expect([answer.status, (await problem(answer)).error_code]).toEqual([403, 'policy_denied'])
    }
    expect(await app.lines('tool_call_intended')).toEqual([])
  })

  it('answers the same key with the first outcome, and another call under that key is refused', async () => {
    const { app, correlation } = await withTask()
    const reading = callWith(correlation, { tool: 'time.now', args: {}, side_effect_level: 'read_only' })
    const first = ToolRun.parse(await (await execute(app, reading)).json())
    const again = ToolRun.parse(await (await execute(app, reading)).json())
    expect(again).toEqual({ ...first, replayed: true })
    expect(await app.lines('tool_call_intended')).toHaveLength(1)
    expect(await app.lines('tool_call_replayed')).toHaveLength(1)
    const other = await execute(app, { ...reading, side_effect_level: 'local_write' })
    expect([other.status, (await problem(other)).error_code]).toEqual([422, 'idempotency_key_reused'])
  })

  it('needs the key of a tool runner, and a call that can be read', async () => {
    const { app, correlation } = await withTask()
    const observer = await app.call('POST', '/api/tools/execute', 'observer', callWith(correlation))
    expect((await problem(observer)).error_code).toBe('scope_insufficient')
    const reading = callWith(correlation, { tool: 'time.now', args: {}, side_effect_level: 'read_only' })
    for (const broken of [{ idempotency_key: 'short' }, { tool: 'Nope' }, { args: [] }, { more: 1 }]) {
      const answer = await execute(app, { ...reading, ...broken })
      expect((await problem(answer)).error_code).toBe('validation_failed')
    }
    const long = { ...reading, args: { ...PUBLISH, body: 'x'.repeat(70_000) } }
    expect((await problem(await execute(app, long))).error_code).toBe('payload_too_large')
  })

  it('tells the agent why a person denied it, and refuses the identical call for a while, whatever its key', async () => {
    const { app, correlation } = await withTask()
    const { approval_id, subject_sha256 } = await pendingFor(app, callWith(correlation))
    const denied = await app.call('POST', `/api/approvals/${approval_id}/deny`, 'admin', {
      ...{ subject_sha256, reason: 'Not on a Friday' },
    })
    expect(Approval.parse(await denied.json())).toMatchObject({ state: 'denied', reason: 'Not on a Friday' })
    for (const idempotency_key of ['key-00000001', 'key-00000002']) {
      const refused = await problem(await execute(app, callWith(correlation, { idempotency_key })))
      expect(refused).toMatchObject({ code: 'denied_by_person', denial_reason: 'Not on a Friday', approval_id })
      expect(Date.parse(String(refused['refused_until']))).toBeGreaterThan(Date.now())
    }
  })

  it('leaves every refusal in the log, with the call', async () => {
    const { app, correlation } = await withTask({})
    await execute(app, callWith(correlation))
    const [line] = await app.lines('policy_denied')
    expect(line).toMatchObject({ correlation_id: correlation, task_id: 't1' })
    expect(line?.data).toMatchObject({
      code: 'publish_not_allowed',
      run: { state: 'denied', requested_by: 'tool_runner' },
    })
  })
})

describe('deciding on an approval', () => {
  it('is bound to what was shown, needs an admin, and is over after the first decision', async () => {
    const { app, correlation } = await withTask()
    const pending = await pendingFor(app, callWith(correlation))
    const path = `/api/approvals/${pending.approval_id}`
    const wrong = await app.call('POST', `${path}/approve`, 'admin', { subject_sha256: 'a'.repeat(64) })
    expect([wrong.status, (await problem(wrong)).error_code]).toEqual([409, 'approval_changed'])
    const runner = await app.call('POST', `${path}/approve`, 'tool_runner', { subject_sha256: pending.subject_sha256 })
    expect((await problem(runner)).error_code).toBe('scope_insufficient')
    expect((await approve(app, pending)).status).toBe(200)
    const late = await app.call('POST', `${path}/deny`, 'admin', {
      ...{ subject_sha256: pending.subject_sha256, reason: 'too late' },
    })
    expect([late.status, (await problem(late)).error_code]).toEqual([409, 'approval_not_pending'])
    const nobody = await app.call('POST', '/api/approvals/ap-0000000000000000/approve', 'admin', {
      subject_sha256: pending.subject_sha256,
    })
    expect([nobody.status, (await problem(nobody)).error_code]).toEqual([404, 'approval_not_found'])
  })

  it('is not possible any more once the task has changed, and the difference is shown', async () => {
    const { app, correlation } = await withTask()
    const pending = await pendingFor(app, callWith(correlation))
    const task = (await (await app.call('GET', '/api/tasks/t1', 'observer')).json()) as { base_sha: string }
    await app.call('POST', '/api/tasks/t1/reject', 'admin', { base_sha: task.base_sha, comment: 'no' })
    await expect.poll(async () => (await approvalOf(app, pending.approval_id)).state).toBe('voided')
    const { voided } = await approvalOf(app, pending.approval_id)
    expect(voided?.cause).toBe('task_changed')
    expect(voided?.differences).toContainEqual({ path: '/task/status', before: '"pending"', after: '"rejected"' })
    expect((await problem(await approve(app, pending))).error_code).toBe('approval_not_pending')
    expect(await problem(await execute(app, callWith(correlation)))).toMatchObject({ code: 'task_rejected' })
  })

  it('takes several at once only when they are the same action', async () => {
    const { app, correlation } = await withTask()
    const second = await app.call('POST', '/api/tasks', 'admin', {
      ...{ task_id: 't2', request_text: 'Publish too', allow_external_publish: true },
    })
    const { correlation_id } = (await second.json()) as { correlation_id: string }
    const one = await pendingFor(app, callWith(correlation))
    const same = await pendingFor(app, { ...callWith(correlation_id), task_id: 't2', idempotency_key: 'key-00000002' })
    const items = [one, same].map(({ approval_id, subject_sha256 }) => ({ approval_id, subject_sha256 }))
    expect(one.action_sha256).toBe(same.action_sha256)
    const differ = await app.call('POST', '/api/approvals/decide', 'admin', {
      ...{ decision: 'approve', action_sha256: 'b'.repeat(64), items },
    })
    expect([differ.status, (await problem(differ)).error_code]).toEqual([409, 'approvals_differ'])
    const nameless = { approval_id: 'ap-0000000000000000', subject_sha256: 'c'.repeat(64) }
    const answer = await app.call('POST', '/api/approvals/decide', 'admin', {
      ...{ decision: 'approve', action_sha256: one.action_sha256, items: [...items, nameless] },
    })
    const { items: decided, refused } = DecidedApprovals.parse(await answer.json())
    expect(decided.map(({ state }) => state)).toEqual(['approved', 'approved'])
    expect(refused.map(({ error_code }) => error_code)).toEqual(['approval_not_found'])
  })
})

describe('the lists of tools, calls and approvals', () => {
  it('name the tools with what they can do and what they take', async () => {
    const { app } = await withTask()
    const { items } = ToolList.parse(await (await app.call('GET', '/api/tools', 'observer')).json())
    const levels = items.map(({ tool, side_effect_level }) => [tool, side_effect_level])
    for (const known of [
      ['file.publish_dry_run', 'external_publish'],
      ['notify.send', 'external_notify'],
      ['time.now', 'read_only'],
    ])
      expect(levels).toContainEqual(known)
    const publishing = items.find(({ tool }) => tool === 'file.publish_dry_run')
    expect(publishing?.args_schema).toMatchObject({ type: 'object', required: ['title', 'body', 'target'] })
  })

  it('show everything that there ever was, newest first, page by page, after a restart too', async () => {
    const { app, correlation } = await withTask()
    for (const title of ['One', 'Two', 'Three'])
      await execute(app, callWith(correlation, { args: { ...PUBLISH, title } }))
    const dataRoot = app.config.data_root
    await app.stop()
    const next = await startApp({ dataRoot })
    const page = async (query: string) =>
      ApprovalPage.parse(await (await next.call('GET', `/api/approvals?${query}`, 'observer')).json())
    const first = await page('limit=2&task_id=t1')
    const rest = await page(`limit=2&task_id=t1&cursor=${first.next_cursor}`)
    const all = [...first.items, ...rest.items]
    expect(all.map(({ what }) => what.split('"')[1])).toEqual(['Three', 'Two', 'One'])
    expect(all.map(({ voided }) => voided?.cause)).toEqual(['restart', 'args_changed', 'args_changed'])
    expect(rest.next_cursor).toBeNull()
    expect((await page('state=pending')).items).toEqual([])
    const calls = ToolRunPage.parse(await (await next.call('GET', '/api/tool-calls?state=denied', 'observer')).json())
    expect(calls.items.map(({ state }) => state)).toEqual(['denied', 'denied', 'denied'])
    for (const path of ['/api/approvals', '/api/tool-calls'])
      expect((await problem(await next.call('GET', `${path}?cursor=x`, 'observer'))).error_code).toBe('cursor_invalid')
  })
})

describe('the inbox', () => {
  it('holds what waits for a person, the gravest first, with the parts that it was put together from', async () => {
    const { app, correlation } = await withTask()
    const pending = await pendingFor(app, callWith(correlation))
    const inbox = Inbox.parse(await (await app.call('GET', '/api/inbox', 'observer')).json())
    expect(
      inbox.items.map((item) => (item.kind === 'approval' ? item.approval.approval_id : item.task.task_id)),
    ).toEqual([...[pending.approval_id, 't1']])
    expect(inbox.parts.map(({ part, state, waiting }) => [part, state, waiting])).toEqual([
      ['approvals', 'ok', 1],
      ['tasks', 'ok', 1],
    ])
    await approve(app, pending)
    const after = Inbox.parse(await (await app.call('GET', '/api/inbox', 'observer')).json())
    expect(after.items.map(({ kind }) => kind)).toEqual(['task'])
  })
})
