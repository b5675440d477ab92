import { beforeEach, describe, expect, it } from 'vitest'
import { Problem } from '../../contract/problem.ts'
import { type OperationId, ROUTES } from '../../contract/routes/index.ts'
import type { Row } from '../../contract/routes/row.ts'
import { type BoundScope, type GeneralScope, Scope } from '../../contract/scope.ts'
import { TaskDetail } from '../../contract/task.ts'
import { openSecretFiles } from '../../main/adapters/secrets/secret-files.ts'
import { signToken } from '../../main/adapters/tokens/sign-token.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

const IDS = Object.keys(ROUTES) as OperationId[]

/** What the product promises, written down a second time: a change of the table must be meant. */
const FOR_ADMINS_ALONE: readonly OperationId[] = [
  ...(['approveTask', 'rejectTask', 'approveApproval', 'denyApproval', 'verifyEvidence'] as const),
  ...(['cancelEvidenceVerification', 'unlockTask', 'createToken', 'saveSettings', 'savePolicy'] as const),
]
/** Who gives out work decides nothing: neither a task, nor a lock, nor an approval of a call. */
const FOR_COORDINATORS: readonly OperationId[] = ['createTask', 'dispatchTask', 'withdrawDispatch', 'stopAgentRun']
const FOR_TOOL_RUNNERS: readonly OperationId[] = ['executeTool', 'cancelToolCall']
const FOR_BOUND_TOKENS: readonly OperationId[] = [
  ...(['getTask', 'listEvidence', 'getArtifact', 'listApprovals', 'listToolRuns', 'whoAmI', 'getProtocol'] as const),
]
/** What only the one or the other of them may send, for its task. */
const FOR_ONE_ROLE: Readonly<Record<BoundScope, readonly OperationId[]>> = {
  executor: ['ackDispatch', 'sendHeartbeat', 'sendResult'],
  reviewer: ['sendVerdict'],
}

/** Who is let in by each access of the table, written out. */
const LETS_IN: Readonly<Record<GeneralScope, readonly Scope[]>> = {
  admin: ['admin'],
  observer: ['admin', 'observer', 'tool_runner', 'coordinator'],
  tool_runner: ['admin', 'tool_runner'],
  coordinator: ['admin', 'coordinator'],
}

interface Subject {
  readonly task_id: string
  readonly correlation_id: string
}

/** The address of a route with everything that it names filled in, about one task as far as it names one. */
function addressOf({ path, ...row }: Row, { task_id, correlation_id }: Subject): string {
  const filled = path
    .replace('{task_id}', task_id)
    .replace('{correlation_id}', correlation_id)
    .replace('{package_id}', 'p1')
    .replace('{name}', 'a.txt')
    .replace('{source}', 'github')
    .replace(/\{\w+\}/g, 'nobody')
  return row['x-task-scopes']?.task === 'query.task_id' ? `${filled}?task_id=${task_id}` : filled
}

interface Asked {
  readonly status: number
  /** `error_code`; null when it was answered as asked. */
  readonly code: string | null
}

let senders = 0

/** From an address of its own each time, so that no failure is held against the next. */
async function ask(running: RunningApp, row: Row, subject: Subject, token: string | null): Promise<Asked> {
  senders += 1
  const headers = {
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    'x-forwarded-for': `203.0.${senders >> 8}.${senders & 255}`,
    'content-type': 'application/json',
  }
  const method = row.method.toUpperCase()
  const gives = row.method === 'get' || row.method === 'delete'
  const answer = await fetch(running.url + addressOf(row, subject), { method, headers, body: gives ? null : '{}' })
  if (answer.status < 400) {
    // The event stream would go on for ever.
    await answer.body?.cancel()
    return { status: answer.status, code: null }
  }
  return { status: answer.status, code: Problem.parse(await answer.json()).error_code }
}

async function issued(running: RunningApp, wanted: object): Promise<{ token: string; jti: string }> {
  const answer = await running.call('POST', '/api/tokens', 'admin', wanted)
  expect(answer.status).toBe(201)
  return (await answer.json()) as { token: string; jti: string }
}

describe('every route', () => {
  it('is named in the table for those whom the product means', () => {
    const byAccess = (access: string): string[] => IDS.filter((id) => ROUTES[id]['x-access'] === access)
    expect(byAccess('admin')).toEqual(expect.arrayContaining([...FOR_ADMINS_ALONE]))
    expect(byAccess('tool_runner')).toEqual(FOR_TOOL_RUNNERS)
    expect(byAccess('coordinator').sort()).toEqual([...FOR_COORDINATORS].sort())
    const bound = [...FOR_BOUND_TOKENS, ...FOR_ONE_ROLE.executor, ...FOR_ONE_ROLE.reviewer]
    expect(IDS.filter((id) => 'x-task-scopes' in ROUTES[id]).sort()).toEqual(bound.sort())
    // Nobody who only watches or only runs tools may change anything else; asking what a policy would do changes nothing.
    const changing = IDS.filter((id) => ROUTES[id].method !== 'get' && byAccess('observer').includes(id))
    expect(changing.sort()).toEqual(['logOut', 'simulatePolicy'])
  })

  it('lets in exactly those whom its line of the table names', { timeout: 120_000 }, async () => {
    const running = await startApp()
    const create = async (task_id: string): Promise<Subject> =>
      TaskDetail.parse(await (await running.call('POST', '/api/tasks', 'admin', { task_id, request_text: 'x' })).json())
    const own = await create('own')
    const other = await create('other')
    const exp = Math.floor(Date.now() / 1000) - 60
    const expired = await signToken(openSecretFiles(running.config.data_root).jwtSecret(), {
      ...{ sub: 'late', scope: 'admin', task_id: null, door: 'http', jti: 'late', exp },
    })
    const gone = await issued(running, { scope: 'admin' })
    await running.call('POST', `/api/tokens/${gone.jti}/revoke`, 'admin')
    const bound: Record<BoundScope, string> = {
      executor: (await issued(running, { scope: 'executor', task_id: 'own' })).token,
      reviewer: (await issued(running, { scope: 'reviewer', task_id: 'own' })).token,
    }

    for (const id of IDS) {
      const row: Row = ROUTES[id]
      const access = row['x-access']
      if (access === 'public' || access === 'signature' || access === 'login_code') {
        const { code } = await ask(running, row, own, null)
        expect([id, /^token_|^scope_/.test(code ?? '')]).toEqual([id, false])
        continue
      }
      expect([id, await ask(running, row, own, null)]).toEqual([id, { status: 401, code: 'token_missing' }])
      expect([id, await ask(running, row, own, expired)]).toEqual([id, { status: 401, code: 'token_expired' }])
      expect([id, await ask(running, row, own, gone.token)]).toEqual([id, { status: 401, code: 'token_revoked' }])
      const isRefused = async (subject: Subject, token: string): Promise<boolean> => {
        const { status, code } = await ask(running, row, subject, token)
        expect([id, status === 401]).toEqual([id, false])
        return code === 'scope_insufficient' && status === 403
      }
      for (const scope of Scope.options) {
        if (scope === 'executor' || scope === 'reviewer') {
          const mayRead = FOR_BOUND_TOKENS.includes(id) || FOR_ONE_ROLE[scope].includes(id)
          const aboutItself = row['x-task-scopes']?.task === 'token'
          expect([id, scope, 'own', await isRefused(own, bound[scope])]).toEqual([id, scope, 'own', !mayRead])
          const refused = [id, scope, 'other', await isRefused(other, bound[scope])]
          expect(refused).toEqual([id, scope, 'other', !(mayRead && aboutItself)])
        } else {
          const refused = [id, scope, await isRefused(own, await running.token(scope))]
          expect(refused).toEqual([id, scope, !LETS_IN[access].includes(scope)])
        }
      }
    }
  })
})

describe('a token that is bound to a task', () => {
  let running: RunningApp
  let token: string
  const get = (path: string): Promise<Response> =>
    running.call('GET', path, null, undefined, { authorization: `Bearer ${token}` })
  const code = async (answer: Response): Promise<[number, string]> => [
    answer.status,
    Problem.parse(await answer.json()).error_code,
  ]

  beforeEach(async () => {
    running = await startApp()
    for (const task_id of ['own', 'other'])
      await running.call('POST', '/api/tasks', 'admin', { task_id, request_text: 'x' })
    token = (await issued(running, { scope: 'executor', task_id: 'own', sub: 'agent-1' })).token
  })

  it('says so wherever it acts, and in the log', async () => {
    const me = (await (await get('/api/session')).json()) as { actor: object }
    expect(me.actor).toEqual({ sub: 'agent-1', scopes: ['executor'], door: 'http', task_id: 'own' })
    await get('/api/tasks/own')
    await expect
      .poll(async () => (await running.lines('request_served')).filter(({ actor }) => actor.task_id === 'own').length)
      .toBe(2)
    expect((await running.lines('token_created')).at(-1)).toMatchObject({ task_id: 'own', data: { scope: 'executor' } })
  })
  it('cannot read around its bounds: another task, a list without a task, a second name for one', async () => {
    for (const path of [
      '/api/tasks/other',
      '/api/tasks',
      '/api/approvals',
      '/api/approvals?task_id=other',
      '/api/tool-calls?task_id=',
      '/api/tasks/Own',
      '/api/tasks/%6fther',
      '/api/events',
      '/system/info',
    ])
      expect([path, ...(await code(await get(path)))]).toEqual([path, 403, 'scope_insufficient'])
    for (const twice of ['task_id=own&task_id=other', 'task_id=other&task_id=own', 'task_id=own&task%5Fid=other'])
      expect(await code(await get(`/api/approvals?${twice}`))).toEqual([400, 'validation_failed'])
    expect((await get('/api/tasks/own')).status).toBe(200)
  })
  it('is told for which task it is, and never whether another one exists', async () => {
    const texts = await Promise.all(
      ['other', 'none-such'].map(async (id) => (await (await get(`/api/tasks/${id}`)).json()) as Problem),
    )
    expect(texts.map(({ detail }) => detail)).toEqual([texts[0]?.detail, texts[0]?.detail])
    expect(texts[0]?.detail).toMatch(/executor for task own alone/)
  })
  it('needs its task, and a task that there is; the other scopes are bound to none', async () => {
    const create = async (wanted: object) => code(await running.call('POST', '/api/tokens', 'admin', wanted))
    expect(await create({ scope: 'executor' })).toEqual([400, 'validation_failed'])
    expect(await create({ scope: 'observer', task_id: 'own' })).toEqual([400, 'validation_failed'])
    expect(await create({ scope: 'reviewer', task_id: 'none-such' })).toEqual([404, 'task_not_found'])
  })
  it('is worth nothing without its bond, nor is a bond on another scope', async () => {
    const secret = openSecretFiles(running.config.data_root).jwtSecret()
    const exp = Math.floor(Date.now() / 1000) + 60
    const forged = { sub: 'x', door: 'http' as const, jti: 'x', exp }
    for (const claims of [
      { ...forged, scope: 'executor' as const, task_id: null },
      { ...forged, scope: 'admin' as const, task_id: 'own' as never },
    ]) {
      const authorization = `Bearer ${await signToken(secret, claims)}`
      const answer = await running.call('GET', '/api/tasks/own', null, undefined, { authorization })
      expect(await code(answer)).toEqual([401, 'token_invalid'])
    }
  })
})

describe('the name of a token', () => {
  it('cannot be that of a person: the console gives those itself', async () => {
    const running = await startApp()
    for (const sub of ['operator:olga', 'Operator:olga', 'cli:olga', 'telegram:7', 'countersign', 'Anonymous']) {
      const answer = await running.call('POST', '/api/tokens', 'admin', { scope: 'observer', sub })
      expect([sub, answer.status]).toEqual([sub, 400])
    }
  })
})
