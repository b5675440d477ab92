import { describe, expect, it } from 'vitest'
import { Problem } from '../../contract/problem.ts'
import { TaskDetail, TaskPage } from '../../contract/task.ts'
import { canonicalJson } from '../../main/core/kernel/canonical-json.ts'
import { startApp } from '../support/running-app.ts'

type Running = Awaited<ReturnType<typeof startApp>>
const create = async (
  running: Running,
  data: object = { task_id: 't1', request_text: 'Ship it' },
): Promise<TaskDetail> => TaskDetail.parse(await (await running.call('POST', '/api/tasks', 'admin', data)).json())
const read = async (running: Running, id = 't1'): Promise<TaskDetail> =>
  TaskDetail.parse(await (await running.call('GET', `/api/tasks/${id}`, 'observer')).json())
const problem = async (response: Response): Promise<Problem> => Problem.parse(await response.json())

describe('creating a task', () => {
  it('answers 201 with where it is, its status and its base_sha', async () => {
    const running = await startApp()
    const answer = await running.call('POST', '/api/tasks', 'admin', { task_id: 't1', request_text: 'Ship it' })
    const task = TaskDetail.parse(await answer.json())
    expect(answer.status).toBe(201)
    expect(answer.headers.get('location')).toBe('/api/tasks/t1')
    expect(answer.headers.get('etag')).toBe(`"${task.base_sha}"`)
    expect(task).toMatchObject({ status: 'pending', title: 'Ship it', source: 'api', version: 1 })
  })
  it('refuses an id that is taken, or that is a path', async () => {
    const running = await startApp()
    await create(running)
    const taken = await running.call('POST', '/api/tasks', 'admin', { task_id: 't1', request_text: 'x' })
    expect([taken.status, (await problem(taken)).error_code]).toEqual([409, 'task_exists'])
    for (const task_id of ['../t1', 'a/b', 'A', '', '.hidden', 'x'.repeat(65)]) {
      const answer = await running.call('POST', '/api/tasks', 'admin', { task_id, request_text: 'x' })
      expect([task_id, (await problem(answer)).error_code]).toEqual([task_id, 'validation_failed'])
    }
  })
})

describe('reading', () => {
  it('ten times gives byte-identical canonical JSON', async () => {
    const running = await startApp()
    await create(running)
    const bodies = new Set<string>()
    for (let i = 0; i < 10; i += 1) bodies.add(await (await running.call('GET', '/api/tasks/t1', 'observer')).text())
    const [body = ''] = bodies
    expect(bodies.size).toBe(1)
    expect(body).toBe(canonicalJson(JSON.parse(body)))
  })
  it('with the ETag in hand is 304 until the task changes', async () => {
    const running = await startApp()
    const { base_sha } = await create(running)
    const held = { 'if-none-match': `W/"x", "${base_sha}"` }
    const same = await running.call('GET', '/api/tasks/t1', 'observer', undefined, held)
    expect([same.status, await same.text()]).toEqual([304, ''])
    await running.decide('approve', 't1')
    expect((await running.call('GET', '/api/tasks/t1', 'observer', undefined, held)).status).toBe(200)
    const list = await running.call('GET', '/api/tasks', 'observer')
    const etag = list.headers.get('etag') ?? ''
    expect((await running.call('GET', '/api/tasks', 'observer', undefined, { 'if-none-match': etag })).status).toBe(304)
  })
  it('the list pages by cursor, newest first, and filters', async () => {
    const running = await startApp()
    for (const [id, word] of Object.entries({ a: 'alpha', b: 'bravo', c: 'kilo' }))
      await create(running, { task_id: id, request_text: `Request ${word}` })
    await running.decide('approve', 'b')
    const page = async (query: string): Promise<TaskPage> =>
      TaskPage.parse(await (await running.call('GET', `/api/tasks?${query}`, 'observer')).json())
    const first = await page('limit=2')
    const second = await page(`limit=2&cursor=${first.next_cursor}`)
    expect([...first.items, ...second.items].map((t) => t.task_id).sort()).toEqual(['a', 'b', 'c'])
    expect(second.next_cursor).toBeNull()
    expect((await page('status=approved')).items.map((t) => t.task_id)).toEqual(['b'])
    expect((await page('q=request%20kilo')).items.map((t) => t.task_id)).toEqual(['c'])
    expect((await page('source=github')).items).toEqual([])
  })
  it('refuses a query that makes no sense', async () => {
    const running = await startApp()
    for (const query of ['limit=0', 'limit=1001', 'status=maybe', 'colour=red']) {
      const answer = await running.call('GET', `/api/tasks?${query}`, 'observer')
      expect([query, (await problem(answer)).error_code]).toEqual([query, 'validation_failed'])
    }
    expect((await problem(await running.call('GET', '/api/tasks?cursor=!', 'observer'))).error_code).toBe(
      'cursor_invalid',
    )
    expect((await problem(await running.call('GET', '/api/tasks/none', 'observer'))).error_code).toBe('task_not_found')
  })
})

describe('deciding', () => {
  it('approve and reject are seen in the very next read', async () => {
    const running = await startApp()
    await create(running)
    const approved = await running.decide('approve', 't1', { comment: 'looks right' })
    expect(approved.status).toBe(200)
    expect(await read(running)).toMatchObject({
      status: 'approved',
      verdict: { comment: 'looks right', decided_by: 'admin' },
    })
    await running.decide('reject', 't1')
    expect(await read(running)).toMatchObject({ status: 'rejected', admin_approved: false })
  })
  it('with a stale sha in the body or in If-Match is 409 with the current one, and changes nothing', async () => {
    const running = await startApp()
    const { base_sha } = await create(running)
    const fresh = await running.call('POST', '/api/tasks/t1/approve', 'admin', {}, { 'if-match': `"${base_sha}"` })
    const now = TaskDetail.parse(await fresh.json())
    for (const [data, headers] of [
      [{ base_sha }, {}],
      [{}, { 'if-match': `"${base_sha}"` }],
    ] as const) {
      const answer = await running.call('POST', '/api/tasks/t1/reject', 'admin', data, headers)
      expect(answer.status).toBe(409)
      expect(await problem(answer)).toMatchObject({
        error_code: 'write_conflict',
        base_sha: now.base_sha,
        task_id: 't1',
        hint: expect.stringContaining('/api/tasks/t1'),
      })
    }
    expect(await read(running)).toEqual(now)
    const lines = await running.lines('write_conflict')
    expect(lines.map(({ data }) => data)).toEqual([1, 2].map(() => ({ given_sha: base_sha, base_sha: now.base_sha })))
  })
  it('without saying what was read is 428 with the current sha, changes nothing and leaves its line', async () => {
    const running = await startApp()
    const now = await create(running)
    for (const [data, headers] of [
      [undefined, {}],
      [{ comment: 'yes' }, {}],
      [{}, { 'if-match': '*' }],
    ] as const) {
      const answer = await running.call('POST', '/api/tasks/t1/approve', 'admin', data, headers)
      expect(answer.status).toBe(428)
      expect(await problem(answer)).toMatchObject({
        error_code: 'precondition_required',
        base_sha: now.base_sha,
        task_id: 't1',
        hint: expect.stringContaining('base_sha'),
      })
    }
    expect(await read(running)).toEqual(now)
    const lines = await running.lines('write_conflict')
    expect(lines).toHaveLength(3)
    for (const { data, task_id, actor } of lines)
      expect([data, task_id, actor.sub]).toEqual([
        { given_sha: null, base_sha: now.base_sha, missing: true },
        't1',
        'admin',
      ])
  })
  it('refuses two shas that differ', async () => {
    const running = await startApp()
    const { base_sha } = await create(running)
    const answer = await running.call(
      'POST',
      '/api/tasks/t1/approve',
      'admin',
      { base_sha },
      { 'if-match': `"${'a'.repeat(64)}"` },
    )
    expect((await problem(answer)).error_code).toBe('validation_failed')
  })
  it('refuses an If-Match that is not one strong ETag', async () => {
    const running = await startApp()
    await create(running)
    const answer = await running.call('POST', '/api/tasks/t1/approve', 'admin', {}, { 'if-match': 'W/"abc"' })
    expect((await problem(answer)).error_code).toBe('validation_failed')
  })
  it('links every line of a task by its correlation id, the request included', async () => {
    const running = await startApp()
    const { correlation_id, base_sha } = await create(running)
    await running.call('POST', '/api/tasks/t1/approve', 'admin', { base_sha })
    await read(running)
    const lines = async (query: string): Promise<string[]> => {
      const answer = await running.call('GET', `/api/audit/${correlation_id}${query}`, 'observer')
      const { events } = (await answer.json()) as {
        events: { type: string; route: string | null; status: number | null }[]
      }
      return events.map((e) => (e.route === null ? e.type : `${e.route} ${e.status}`))
    }
    // Nobody waits for the line of a read: it is on the disk a moment later.
    await expect
      .poll(() => lines('?requests=true'))
      .toEqual([
        ...['task_write_intended', 'task_created', 'POST /api/tasks 201'],
        ...['task_write_intended', 'task_approved', 'POST /api/tasks/{task_id}/approve 200'],
        'GET /api/tasks/{task_id} 200',
      ])
    const told = ['task_write_intended', 'task_created', 'task_write_intended', 'task_approved']
    expect(await lines('')).toEqual(told)
    expect(await lines('?requests=false')).toEqual(told)
  })
  it('knows the id of a mere read, under which nothing but the request is recorded', async () => {
    const running = await startApp()
    await create(running)
    await running.call('GET', '/api/tasks', 'observer')
    const ofList = async () =>
      (await running.lines('request_served')).find((e) => e.route === 'GET /api/tasks')?.correlation_id
    await expect.poll(ofList).toBeDefined()
    const answer = await running.call('GET', `/api/audit/${await ofList()}`, 'observer')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ events: [], truncated: false })
  })
})

describe('the audit query', () => {
  it('finds by task, type and seq, and goes on where it stopped', async () => {
    const running = await startApp()
    for (const id of ['a', 'b', 'c']) await create(running, { task_id: id, request_text: 'x' })
    const query = async (text: string) =>
      (await running.call('GET', `/api/audit?${text}`, 'observer')).json() as Promise<{
        items: { seq: number; task_id: string }[]
        next_since: number | null
      }>
    expect((await query('type=task_created')).items.map((e) => e.task_id)).toEqual(['a', 'b', 'c'])
    expect((await query('task_id=b&type=task_created')).items).toHaveLength(1)
    const first = await query('type=task_created&since=0&limit=2')
    const rest = await query(`type=task_created&since=${first.next_since}&limit=2`)
    expect([...first.items, ...rest.items].map((e) => e.task_id)).toEqual(['a', 'b', 'c'])
    expect((await query('since=2999-01-01T00:00:00Z')).items).toEqual([])
    const unknown = await running.call('GET', '/api/audit/never-seen', 'observer')
    expect((await problem(unknown)).error_code).toBe('correlation_not_found')
  })
})
