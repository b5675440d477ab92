import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Sha256, TaskId } from '../../../contract/ids.ts'
import { CreateTask } from '../../../contract/task.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { settleOpenWrites } from '../../../main/core/tasks/write-recovery.ts'
import { createCore, OPERATOR } from '../../support/core-parts.ts'

let core: Awaited<ReturnType<typeof createCore>>
beforeEach(async () => {
  core = await createCore()
})

const wanted = (more: object = {}): CreateTask => CreateTask.parse({ request_text: 'Ship it', task_id: 't1', ...more })
const fileOf = (id: string): string => join(core.folder, `${id}.json`)
/** The sha of the task as the console shows it now. */
const shown = (): Sha256 | null => core.store.index.get('t1')?.base_sha ?? null
const decide = (decision: 'approve' | 'reject', base_sha: Sha256 | null) =>
  core.tasks.decide(OPERATOR, 't1' as TaskId, { decision, comment: 'fine', base_sha })
const approve = (base_sha = shown()) => decide('approve', base_sha)

describe('creating a task', () => {
  it('writes one file whose sha256 is the base_sha', async () => {
    const entry = await core.tasks.create(OPERATOR, wanted())
    const bytes = await readFile(fileOf('t1'))
    expect(entry.base_sha).toBe(sha256(bytes))
    expect(JSON.parse(bytes.toString())).toMatchObject({
      task_id: 't1',
      source: 'api',
      status: 'pending',
      correlation_id: 'req-test-1',
    })
    expect(await readdir(core.folder)).toEqual(['t1.json'])
  })
  it('logs the intent before and the outcome after, then tells every client', async () => {
    const entry = await core.tasks.create(OPERATOR, wanted())
    expect(core.log.types()).toEqual(['task_write_intended', 'task_created'])
    const [intent, outcome] = core.log.events
    expect(intent?.data['after_sha']).toBe(entry.base_sha)
    expect(outcome?.data).toMatchObject({ intent_seq: intent?.seq, after_sha: entry.base_sha, broadcast_count: 1 })
    expect(core.frames.map((f) => [f.name, f.seq])).toEqual([['task_created', outcome?.seq]])
  })
  it('makes an id when none is given and refuses one that is taken', async () => {
    const entry = await core.tasks.create(OPERATOR, CreateTask.parse({ request_text: 'x' }))
    expect(entry.task_id).toMatch(/^[0-9a-f]{12}$/)
    await core.tasks.create(OPERATOR, wanted())
    await expect(core.tasks.create(OPERATOR, wanted())).rejects.toMatchObject({ code: 'task_exists' })
  })
  it('touches nothing when the intent cannot be recorded', async () => {
    core.log.fail('task_write_intended')
    await expect(core.tasks.create(OPERATOR, wanted())).rejects.toMatchObject({ code: 'audit_unavailable' })
    expect(await readdir(core.folder)).toEqual([])
    expect(core.store.index.size).toBe(0)
  })
  it('records that the write was given up when the disk refuses it', async () => {
    await rm(core.folder, { recursive: true })
    await expect(core.tasks.create(OPERATOR, wanted())).rejects.toMatchObject({ code: 'storage_failed' })
    expect(core.log.types()).toEqual(['task_write_intended', 'task_write_abandoned'])
  })
})

describe('deciding a task', () => {
  it('is seen at once and carries who, when, why and by which door', async () => {
    await core.tasks.create(OPERATOR, wanted())
    core.advance(60_000)
    await approve()
    expect(core.tasks.get('t1').task).toMatchObject({
      status: 'approved',
      admin_approved: true,
      version: 2,
      updated_at: '2026-01-31T09:31:00.000Z',
      verdict: { decision: 'approve', comment: 'fine', decided_by: 'operator', door: 'console' },
    })
  })
  it('can be turned round: a later rejection takes the approval back', async () => {
    await core.tasks.create(OPERATOR, wanted())
    await approve()
    await decide('reject', shown())
    expect(core.tasks.get('t1').task).toMatchObject({ status: 'rejected', admin_approved: false, version: 3 })
  })
  it('is refused with the current sha when the task has changed since it was read', async () => {
    const first = await core.tasks.create(OPERATOR, wanted())
    const second = await approve(first.base_sha)
    await expect(approve(first.base_sha)).rejects.toMatchObject({
      code: 'write_conflict',
      extras: { base_sha: second.base_sha },
    })
    expect(core.log.types().at(-1)).toBe('write_conflict')
    expect(core.tasks.get('t1').task.version).toBe(2)
  })
  it('is refused when it does not say what it is based on, with the current sha and a line of its own', async () => {
    const { base_sha } = await core.tasks.create(OPERATOR, wanted())
    await expect(decide('approve', null)).rejects.toMatchObject({
      code: 'precondition_required',
      extras: { base_sha, task_id: 't1', hint: expect.stringContaining('base_sha') },
    })
    expect(core.log.events.at(-1)).toMatchObject({
      ...{ type: 'write_conflict', task_id: 't1', data: { missing: true, given_sha: null, base_sha } },
    })
    expect(core.tasks.get('t1').task.version).toBe(1)
  })
  it('of two at once with the same sha, exactly one wins', async () => {
    const { base_sha } = await core.tasks.create(OPERATOR, wanted())
    const results = await Promise.allSettled([approve(base_sha), approve(base_sha), approve(base_sha)])
    expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
  })
  it('never overwrites what another program wrote in the meantime', async () => {
    await core.tasks.create(OPERATOR, wanted())
    const edited = (await readFile(fileOf('t1'), 'utf8')).replace('Ship it', 'Ship it tomorrow')
    await writeFile(fileOf('t1'), edited)
    await expect(approve()).rejects.toMatchObject({ code: 'write_conflict', extras: { base_sha: sha256(edited) } })
    expect(await readFile(fileOf('t1'), 'utf8')).toBe(edited)
    expect(core.log.types()).toEqual([
      ...['task_write_intended', 'task_created'],
      ...['task_write_intended', 'task_write_abandoned', 'ssot_external_change', 'write_conflict'],
    ])
    expect(core.tasks.get('t1').task.request_text).toBe('Ship it tomorrow')
  })
  it('owes the line of another program’s change when the log fails just then', async () => {
    await core.tasks.create(OPERATOR, wanted())
    await writeFile(fileOf('t1'), (await readFile(fileOf('t1'), 'utf8')).replace('Ship it', 'Ship it tomorrow'))
    core.log.fail('ssot_external_change')
    await expect(approve()).rejects.toMatchObject({ code: 'audit_unavailable' })
    core.log.mend()
    await core.owed.settle()
    expect(core.log.types().at(-1)).toBe('ssot_external_change')
  })
  it('names an unknown task and an invalid file', async () => {
    await expect(approve()).rejects.toMatchObject({ code: 'task_not_found' })
    await writeFile(fileOf('t1'), '{')
    await core.store.refresh('t1')
    await expect(approve()).rejects.toMatchObject({ code: 'task_file_invalid' })
  })
})

describe('a write whose outcome the log cannot take', () => {
  const fill = async (): Promise<void> => {
    await core.tasks.create(OPERATOR, wanted())
    core.log.fail('task_approved')
    await expect(approve()).rejects.toMatchObject({
      code: 'audit_unavailable',
      message: expect.stringMatching(/was written/),
    })
  }
  it('is owed its line: recorded and told as soon as the log works again', async () => {
    await fill()
    await expect(core.owed.settle()).rejects.toMatchObject({ code: 'audit_unavailable' })
    core.log.mend()
    await core.owed.settle()
    expect(core.log.events.at(-1)).toMatchObject({ type: 'task_approved', data: { intent_seq: 3 } })
    expect(core.frames.map((f) => f.name)).toEqual(['task_created', 'task_approved'])
    await core.owed.settle()
    expect(core.log.types().filter((type) => type === 'task_approved')).toHaveLength(1)
  })
  it('holds up the next write until its line is on the disk', async () => {
    await fill()
    const reject = () => decide('reject', shown())
    await expect(reject()).rejects.toMatchObject({ code: 'audit_unavailable' })
    expect(core.tasks.get('t1').task.status).toBe('approved')
    core.log.mend()
    await reject()
    expect(core.log.types().slice(-3)).toEqual(['task_approved', 'task_write_intended', 'task_rejected'])
  })
  it('is not called abandoned after a crash when a later write was built on it', async () => {
    await fill()
    core.log.mend()
    const now = core.tasks.get('t1')
    await core.log.record({
      ...{
        type: 'task_rejected',
        actor: OPERATOR.actor,
        correlation_id: 'c',
        task_id: 't1',
        route: null,
        status: null,
      },
      data: { base_sha: now.entry.base_sha, after_sha: 'f'.repeat(64), intent_seq: 99 },
    })
    await writeFile(fileOf('t1'), '{}')
    await core.store.refresh('t1')
    await settleOpenWrites({ index: core.log.index, log: core.log, store: core.store })
    expect(core.log.events.at(-1)).toMatchObject({ type: 'task_approved', data: { recovered: true, intent_seq: 3 } })
  })
})

describe('an event from outside', () => {
  it('is applied to what another program wrote a moment before', async () => {
    await core.tasks.create(OPERATOR, wanted())
    await writeFile(fileOf('t1'), (await readFile(fileOf('t1'), 'utf8')).replace('Ship it', 'Ship it tomorrow'))
    const { change } = await core.tasks.upsert(
      OPERATOR,
      't1' as TaskId,
      (current) =>
        current && { change: 'task_updated', task: { ...current, title: 'New title', version: current.version + 1 } },
      {},
    )
    expect(change).toBe('task_updated')
    expect(core.tasks.get('t1').task).toMatchObject({ title: 'New title', request_text: 'Ship it tomorrow' })
  })
})

describe('after a crash', () => {
  const intend = async (after: string): Promise<void> => {
    await core.log.record({
      type: 'task_write_intended',
      actor: OPERATOR.actor,
      correlation_id: 'c1',
      task_id: 't1',
      route: null,
      status: null,
      data: { change: 'task_created', after_sha: after, delivery_id: 'd1' },
    })
  }
  it('a write whose file is there gets its outcome, with all that the intent said', async () => {
    const { base_sha } = await core.tasks.create(OPERATOR, wanted())
    await intend(base_sha)
    expect(await settleOpenWrites({ index: core.log.index, log: core.log, store: core.store })).toBe(1)
    expect(core.log.events.at(-1)).toMatchObject({
      type: 'task_created',
      data: { recovered: true, intent_seq: 3, delivery_id: 'd1' },
    })
    expect(core.log.index.openIntents()).toEqual([])
  })
  it('a write whose file is not there is recorded as given up', async () => {
    await intend('a'.repeat(64))
    await settleOpenWrites({ index: core.log.index, log: core.log, store: core.store })
    expect(core.log.events.at(-1)).toMatchObject({ type: 'task_write_abandoned', data: { reason: 'crash' } })
  })
})
