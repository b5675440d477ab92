import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { AnchorList, ChainState, ProofExport } from '../../contract/audit-chain.ts'
import type { AuditPage, AuditTrail } from '../../contract/audit-event.ts'
import { verifyProof } from '../../main/adapters/files/verify-proof.mjs'
import { temporaryFolder } from '../support/data-root.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

async function json<T>(answer: Promise<Response>, status: number): Promise<T> {
  const response = await answer
  const text = await response.text()
  expect(response.status, text).toBe(status)
  return JSON.parse(text) as T
}

const makeTask = (app: RunningApp, task_id: string) =>
  json<{ correlation_id: string }>(
    app.call('POST', '/api/tasks', 'admin', { task_id, request_text: 'Write the release notes' }),
    201,
  )

async function settled(app: RunningApp): Promise<ChainState> {
  const chain = () => json<ChainState>(app.call('GET', '/api/audit/chain', 'observer'), 200)
  await expect.poll(async () => (await chain()).state, { timeout: 20_000 }).not.toBe('verifying')
  return chain()
}

describe('the audit log is asked', () => {
  test('by actor, without the requests, and page by page in both directions', async () => {
    const app = await startApp()
    for (const n of [1, 2, 3, 4, 5]) await makeTask(app, `task-${n}`)
    const ask = (query: string) => json<AuditPage>(app.call('GET', `/api/audit?${query}`, 'observer'), 200)

    const newest = await ask('type=task_created&limit=2')
    expect(newest.items.map(({ task_id }) => task_id)).toEqual(['task-4', 'task-5'])
    expect(newest.newer_cursor).toBeNull()
    const older = await ask(`type=task_created&limit=2&cursor=${newest.older_cursor}`)
    expect(older.items.map(({ task_id }) => task_id)).toEqual(['task-2', 'task-3'])
    const back = await ask(`type=task_created&limit=2&cursor=${older.newer_cursor}`)
    expect(back.items).toEqual(newest.items)
    const last = await ask(`type=task_created&limit=2&cursor=${older.older_cursor}`)
    expect(last).toMatchObject({ items: [{ task_id: 'task-1' }], older_cursor: null })

    const actor = newest.items[0]?.actor.sub ?? ''
    const own = await ask(`actor=${encodeURIComponent(actor)}&requests=false&limit=1000`)
    expect(new Set(own.items.map((line) => line.actor.sub))).toEqual(new Set([actor]))
    expect(own.items.map((line) => line.type)).not.toContain('request_served')
    expect((await ask('actor=nobody')).items).toEqual([])
  })

  test('with a cursor of something else: the cursor is refused', async () => {
    const app = await startApp()
    const answer = await app.call('GET', '/api/audit?cursor=abc', 'observer')
    expect(await answer.json()).toMatchObject({ status: 400, error_code: 'cursor_invalid' })
  })

  test('since a time, from the newest line backwards', async () => {
    const app = await startApp()
    for (const n of [1, 2, 3, 4]) await makeTask(app, `task-${n}`)
    const ask = (query: string) => json<AuditPage>(app.call('GET', `/api/audit?${query}`, 'observer'), 200)
    const all = await ask('type=task_created')
    const since = `type=task_created&since=${all.items[0]?.seq}&limit=2`
    const newest = await ask(`${since}&cursor=newest`)
    expect(newest.items.map(({ task_id }) => task_id)).toEqual(['task-3', 'task-4'])
    expect([newest.newer_cursor, newest.next_since]).toEqual([null, null])
    const older = await ask(`${since}&cursor=${newest.older_cursor}`)
    expect(older).toMatchObject({ items: [{ task_id: 'task-2' }], older_cursor: null })
  })

  test.each(['/api/audit?since=1&since=2', '/api/tasks?limit=1&limit=2', '/health?a=1&a=1'])(
    'twice for the same: %s is refused, because nobody could say which one counts',
    async (path) => {
      const app = await startApp()
      const answer = await app.call('GET', path, 'observer')
      expect(await answer.json()).toMatchObject({ status: 400, error_code: 'validation_failed' })
    },
  )

  test('about one correlation id: the lines, and the graph from the task to its decision', async () => {
    const app = await startApp()
    const { correlation_id } = await makeTask(app, 'notes')
    await app.decide('approve', 'notes')
    const path = `/api/audit/${correlation_id}`
    const { graph } = await json<AuditTrail>(app.call('GET', path, 'observer'), 200)
    expect(graph.nodes.map(({ kind, state }) => [kind, state])).toEqual([
      ['task', 'approved'],
      ['decision', 'approved'],
    ])
    expect(graph.edges).toMatchObject([{ from: 'task:notes', kind: 'decided' }])
  })
})

describe('the chain', () => {
  test('is unverified at first, is checked on demand, and the check is in the log and pushed', async () => {
    const app = await startApp()
    const before = await json<ChainState>(app.call('GET', '/api/audit/chain', 'observer'), 200)
    expect(before).toMatchObject({ state: 'unverified', last_verified_at: null, anchors: [] })
    expect((await app.call('POST', '/api/audit/verify', 'observer')).status).toBe(403)
    await json(app.call('POST', '/api/audit/verify', 'admin'), 202)
    const after = await settled(app)
    expect(after).toMatchObject({ state: 'ok', tampering: null, failure: null, progress: null })
    expect(after.verified_seq).toBeGreaterThan(0)
    expect(await app.lines('audit_verified')).toMatchObject([{ data: { state: 'ok' } }])
  })

  test('that was changed on the disk is found, named, and in the warnings of the system', async () => {
    const app = await startApp()
    await makeTask(app, 'notes')
    await app.stop()
    const log = join(app.config.data_root, 'audit', 'events.jsonl')
    const again = await startApp({ dataRoot: app.config.data_root })
    // Same length, so that the running service does not notice while it writes.
    await writeFile(log, (await readFile(log, 'utf8')).replace('Write the', 'Write teh').replace('"notes"', '"n0tes"'))
    await json(again.call('POST', '/api/audit/verify', 'admin'), 202)
    expect(await settled(again)).toMatchObject({ state: 'broken', tampering: { kind: 'edited', file: 'events.jsonl' } })
    const info = await json<{ warnings: string[] }>(again.call('GET', '/system/info', 'observer'), 200)
    expect(info.warnings).toEqual([expect.stringContaining('the audit chain is broken: edited')])
    const refused = await again.call('POST', '/api/tasks/notes/proof', 'admin')
    expect(await refused.json()).toMatchObject({ status: 409, error_code: 'proof_not_possible' })
  })

  test('is anchored after a check, and an anchor that fails is told', async () => {
    const media = await temporaryFolder()
    const app = await startApp({ env: { COUNTERSIGN_ANCHOR_FOLDER: media } })
    const { items } = await json<AnchorList>(app.call('POST', '/api/audit/anchor', 'admin'), 200)
    expect(items).toMatchObject([{ kind: 'folder', place: media, state: 'ok', failure: null }])
    expect(await app.lines('audit_anchored')).toMatchObject([{ data: { place: media, seq: items[0]?.seq } }])

    const gone = await startApp({ env: { COUNTERSIGN_ANCHOR_FOLDER: join(media, 'not-mounted') } })
    const failed = await json<AnchorList>(gone.call('POST', '/api/audit/anchor', 'admin'), 200)
    expect(failed.items).toMatchObject([{ state: 'failed', failure: expect.stringContaining('ENOENT') }])
    expect((await gone.lines('audit_anchor_failed')).length).toBeGreaterThan(0)
  })
})

describe('a proof folder', () => {
  test('of a task holds on another machine, says what is anchored, and is in the log', async () => {
    const media = await temporaryFolder()
    const app = await startApp({ env: { COUNTERSIGN_ANCHOR_FOLDER: media } })
    await makeTask(app, 'notes')
    await app.decide('approve', 'notes')
    await json(app.call('POST', '/api/audit/anchor', 'admin'), 200)
    const made = await json<ProofExport>(app.call('POST', '/api/tasks/notes/proof', 'admin'), 201)
    const elsewhere = join(await temporaryFolder(), 'copied')
    await cp(made.folder, elsewhere, { recursive: true })
    await app.stop()

    const verdict = verifyProof(elsewhere, made.key_fingerprint, null)
    expect(verdict).toMatchObject({ ok: true, problems: [] })
    expect(verdict.said.join('\n')).toContain(`are anchored: deposited on`)
    expect(made.anchored_seq).toBeGreaterThan(0)
    expect(verifyProof(elsewhere, '0'.repeat(64), null).ok).toBe(false)
    const again = await startApp({ dataRoot: app.config.data_root })
    expect(await again.lines('proof_exported')).toMatchObject([{ data: { proof_id: made.proof_id } }])
  })

  test('is not made of what nobody knows', async () => {
    const app = await startApp()
    const answer = await app.call('POST', '/api/audit/nothing-here/proof', 'admin')
    expect(await answer.json()).toMatchObject({ status: 404, error_code: 'correlation_not_found' })
    expect((await app.call('POST', '/api/tasks/nothing/proof', 'admin')).status).toBe(404)
  })
})
