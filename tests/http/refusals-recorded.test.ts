import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { AuditEvent } from '../../contract/audit-event.ts'
import type { Problem } from '../../contract/problem.ts'
import { type OperationId, ROUTES } from '../../contract/routes/index.ts'
import type { Row } from '../../contract/routes/row.ts'
import { linesOf } from '../support/audit-log.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

/** Names that fit the contract and that nobody gave to anything. */
const NOBODY: Readonly<Record<string, string>> = {
  ...{ task_id: 'nobody', correlation_id: 'nobody', approval_id: 'ap-0000000000000000', jti: '0'.repeat(24) },
  ...{ source: 'github', delivery_id: 'nobody', package_id: 'nobody', name: 'nobody.txt', secret: 'nobody' },
}

const pathOf = (row: Row): string => row.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => NOBODY[name] ?? 'nobody')

/** What is refused in one way or another: no token, too little authority, another method, no JSON, members that nobody knows. */
async function refusals(app: RunningApp, row: Row): Promise<Response[]> {
  const path = pathOf(row)
  const method = row.method.toUpperCase()
  const reads = method === 'GET'
  const body = (text: string): string | undefined => (reads ? undefined : text)
  return [
    await app.call(method, path, null, body('{}')),
    await app.call(method, path, 'tool_runner', body('{"surprise":1}')),
    await app.call(method, `${path}?surprise=1`, 'admin', body('not JSON')),
    await app.call('PATCH', path, 'admin', '{}'),
  ].filter((answer) => answer.status >= 400)
}

async function recorded(app: RunningApp): Promise<AuditEvent[]> {
  await app.stop()
  return (await linesOf(join(app.config.data_root, 'audit'))).map((line) => JSON.parse(line) as AuditEvent)
}

const countOf = ({ data }: AuditEvent): number => (typeof data['count'] === 'number' ? data['count'] : 1)

describe('every refusal', () => {
  test('of every route is in the log: by itself, or counted with others of its kind', async () => {
    const app = await startApp()
    const problems: Problem[] = []
    let looked = 0
    for (const id of Object.keys(ROUTES) as OperationId[]) {
      // The stream keeps its socket; what it refuses it refuses like every other route.
      if (id === 'events') continue
      for (const answer of await refusals(app, ROUTES[id])) problems.push((await answer.json()) as Problem)
      looked++
    }
    expect(looked).toBe(Object.keys(ROUTES).length - 1)
    expect(problems.length).toBeGreaterThan(2 * looked)

    const lines = await recorded(app)
    const isCounted = ({ data }: AuditEvent): boolean => typeof data['count'] === 'number'
    const byItself = lines.filter((line) => line.type === 'request_refused' && !isCounted(line))
    const named = new Set(byItself.map((line) => line.correlation_id))
    const unnamed = problems.filter(({ correlation_id }) => !named.has(correlation_id))
    const counted = lines.filter(isCounted)
    const total = counted.reduce((sum, line) => sum + countOf(line), 0)
    expect(total, JSON.stringify(unnamed.map(({ error_code }) => error_code))).toBeGreaterThanOrEqual(unnamed.length)
    // Only what anybody could send without end is counted; whoever has a token is told of by name.
    for (const { status } of unnamed) expect([401, 405, 429, 503, 400, 415]).toContain(status)
  })

  test('that is a conflict leaves its own line besides', async () => {
    const app = await startApp()
    await app.call('POST', '/api/tasks', 'admin', { task_id: 'notes', request_text: 'Write' })
    const stale = { base_sha: '0'.repeat(64) }
    expect((await app.call('POST', '/api/tasks/notes/approve', 'admin', stale)).status).toBe(409)
    const lines = await recorded(app)
    expect(lines.filter(({ type }) => type === 'write_conflict')).toMatchObject([{ task_id: 'notes' }])
    expect(lines.filter(({ type, status }) => type === 'request_refused' && status === 409)).toHaveLength(1)
  })
})
