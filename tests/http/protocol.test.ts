import { beforeEach, describe, expect, it } from 'vitest'
import { Problem } from '../../contract/problem.ts'
import { type Dispatch, HeartbeatTaken } from '../../contract/protocol.ts'
import { Dispatched } from '../../contract/protocol-requests.ts'
import { ProtocolView } from '../../contract/protocol-view.ts'
import { TaskDetail } from '../../contract/task.ts'
import { approvalOf, CRITERIA, echoOf, rejectionOf, resultOf, SCOPE } from '../support/protocol-messages.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

let running: RunningApp
let tokens: Record<'executor' | 'reviewer', string>

const AT = '/api/tasks/build'

async function bound(scope: 'executor' | 'reviewer', sub: string): Promise<string> {
  const answer = await running.call('POST', '/api/tokens', 'admin', { scope, sub, task_id: 'build' })
  return ((await answer.json()) as { token: string }).token
}

beforeEach(async () => {
  running = await startApp()
  await running.call('POST', '/api/tasks', 'admin', { task_id: 'build', request_text: 'Build it' })
  tokens = { executor: await bound('executor', 'worker'), reviewer: await bound('reviewer', 'critic') }
})

const as = (who: keyof typeof tokens, path: string, data: object): Promise<Response> =>
  running.call('POST', AT + path, null, data, { authorization: `Bearer ${tokens[who]}` })
const task = async (): Promise<TaskDetail> => TaskDetail.parse(await (await running.call('GET', AT, 'observer')).json())
const view = async (): Promise<ProtocolView> =>
  ProtocolView.parse(await (await running.call('GET', `${AT}/protocol`, 'observer')).json())
const code = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  Problem.parse(await answer.json()).error_code,
]

async function dispatch(data: object = {}): Promise<Response> {
  const { base_sha } = await task()
  return running.call('POST', `${AT}/dispatch`, 'coordinator', { base_sha, ...data })
}

async function dispatched(data: object = {}): Promise<Dispatch> {
  const answer = await dispatch(data)
  expect(answer.status).toBe(201)
  return Dispatched.parse(await answer.json()).dispatch
}

const FIRST = { acceptance_criteria: CRITERIA, declared_scope: SCOPE }

async function handedIn(of: Dispatch): Promise<void> {
  expect((await as('executor', '/ack', echoOf(of))).status).toBe(200)
  expect((await as('executor', '/result', resultOf(of))).status).toBe(200)
  await expect.poll(async () => (await view()).phase).toBe('awaiting_review')
}

describe('a task that is given out over HTTP', () => {
  it('goes from dispatch to echo, heartbeat, result, rejection, a second round, approval and a person', async () => {
    const first = await dispatched(FIRST)
    expect((await view()).phase).toBe('awaiting_ack')
    expect((await as('executor', '/ack', echoOf(first))).status).toBe(200)
    const beat = await as('executor', '/heartbeat', { dispatch_id: first.dispatch_id })
    expect(HeartbeatTaken.parse(await beat.json()).dispatch_id).toBe(first.dispatch_id)
    expect((await view()).last_heartbeat_at).not.toBeNull()
    expect((await as('executor', '/result', resultOf(first))).status).toBe(200)
    await expect.poll(async () => (await view()).phase).toBe('awaiting_review')
    expect((await task()).status).toBe('needs_review')
    const rejection = rejectionOf(first, 'It says hullo.')
    expect((await as('reviewer', '/verdict', rejection)).status).toBe(200)
    expect([(await view()).phase, (await task()).status]).toEqual(['awaiting_dispatch', 'pending'])

    const second = await dispatched()
    expect(second).toMatchObject({ round: 2, issues: rejection.issues, acceptance_criteria: CRITERIA })
    await handedIn(second)
    expect((await as('reviewer', '/verdict', approvalOf(second))).status).toBe(200)
    const stands = await view()
    expect(stands).toMatchObject({ phase: 'awaiting_person', faults: [], rounds_left: 2, unreadable_rounds: 0 })
    expect(stands.ledger).toMatchObject({ status: 'UNVERIFIED', blocks_approval: true, missing_proof: [] })
    expect((await task()).status).toBe('needs_review')

    expect(await code(await running.decide('approve', 'build'))).toEqual([409, 'proof_insufficient'])
    const override_reason = 'I ran the checks by hand.'
    expect((await running.decide('approve', 'build', { override_reason })).status).toBe(200)
    expect((await view()).phase).toBe('decided')
    expect((await running.lines('ledger_overridden'))[0]).toMatchObject({
      ...{ task_id: 'build', data: { reason: override_reason, ledger: 'UNVERIFIED', review: 'approve' } },
    })
    expect((await running.lines('task_approved'))[0]?.data['override_reason']).toBe(override_reason)
    for (const [type, count] of [
      ...([
        ['task_dispatched', 2],
        ['ack_received', 2],
        ['heartbeat_received', 1],
      ] as const),
      ...([
        ['task_result_received', 2],
        ['result_observed', 2],
        ['verdict_received', 2],
      ] as const),
    ] as const)
      expect([type, (await running.lines(type)).length]).toEqual([type, count])
  })

  it('keeps the patch that the executor sent as evidence of what somebody said', async () => {
    await handedIn(await dispatched(FIRST))
    const { rounds } = await view()
    const ref = rounds[0]?.result?.diff_snapshot?.evidence
    expect((await task()).evidence).toEqual([ref])
    const listed = await (await running.call('GET', `${AT}/evidence`, 'observer')).json()
    expect(listed).toMatchObject({
      items: [
        { state: 'whole', artifacts: [{ path: 'reported.patch', trust: 'reported', source: 'executor:worker' }] },
      ],
    })
    expect(JSON.stringify(await task())).not.toContain('+++ b')
  })

  it('refuses an echo that differs by one letter, says where, and the round is over', async () => {
    const first = await dispatched(FIRST)
    const echo = echoOf(first)
    Object.assign(echo.acceptance_criteria[0] as object, { text: 'The file says Hello.' })
    const answer = await as('executor', '/ack', echo)
    const problem = Problem.parse(await answer.json())
    expect([answer.status, problem.error_code]).toEqual([409, 'ack_mismatch'])
    expect(problem['difference']).toMatchObject([{ path: 'acceptance_criteria[0]' }])
    expect(await view()).toMatchObject({ phase: 'awaiting_dispatch', rounds: [{ ended: { reason: 'ack_mismatch' } }] })
    expect(await running.lines('ack_mismatch')).toHaveLength(1)
    expect(await code(await as('executor', '/result', resultOf(first)))).toEqual([409, 'protocol_out_of_order'])
    expect((await running.lines('protocol_refused'))[0]?.data).toMatchObject({ message: 'result' })
  })

  it('is not given out without criteria, without what was read, twice at once, or to an agent that is not there', async () => {
    expect(await code(await dispatch())).toEqual([422, 'criteria_missing'])
    const blind = await running.call('POST', `${AT}/dispatch`, 'coordinator', FIRST)
    expect(await code(blind)).toEqual([428, 'precondition_required'])
    expect(await code(await dispatch({ ...FIRST, agent: 'nobody' }))).toEqual([404, 'agent_not_found'])
    const twice = [CRITERIA[0], CRITERIA[0]]
    expect(await code(await dispatch({ acceptance_criteria: twice }))).toEqual([400, 'validation_failed'])
    const { base_sha } = await task()
    const first = await dispatched(FIRST)
    expect(await code(await dispatch({ base_sha }))).toEqual([409, 'write_conflict'])
    expect(await code(await dispatch())).toEqual([409, 'protocol_out_of_order'])
    expect(await code(await as('executor', '/ack', { ...echoOf(first), dispatch_id: 'another0' }))).toEqual([
      ...[409, 'dispatch_not_current'],
    ])
  })

  it('takes the sha of what was read as If-Match as well', async () => {
    const { base_sha } = await task()
    const answer = await running.call('POST', `${AT}/dispatch`, 'coordinator', FIRST, { 'if-match': `"${base_sha}"` })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('etag')).toBe(`"${(await task()).base_sha}"`)
  })

  it('passes on the issues of the verdict byte for byte, or not at all', async () => {
    const first = await dispatched(FIRST)
    await handedIn(first)
    const rejection = rejectionOf(first, 'It says hullo.')
    await as('reviewer', '/verdict', rejection)
    const edited = rejection.issues.map((issue) => ({ ...issue, text: 'It says hullo!' }))
    expect(await code(await dispatch({ issues: edited }))).toEqual([409, 'fidelity_violation'])
    const line = (await running.lines('fidelity_violation'))[0]
    expect(line?.data).toMatchObject({ expected_sha256: expect.any(String), given_sha256: expect.any(String) })
    expect(line?.data['expected_sha256']).not.toBe(line?.data['given_sha256'])
    expect((await dispatched({ issues: rejection.issues })).issues).toEqual(rejection.issues)
  })

  it('takes no verdict that leaves out what it is about, and says so in the log', async () => {
    const first = await dispatched(FIRST)
    await handedIn(first)
    const { dispatch_id } = first
    const issues = [{ issue_id: 'i1', text: 'It is bad.' }]
    const vague = await as('reviewer', '/verdict', { dispatch_id, decision: 'reject', issues })
    expect(await code(vague)).toEqual([400, 'validation_failed'])
    const pointless = { dispatch_id, decision: 'reject', issues: [{ ...issues[0], criterion_ref: 'c1' }] }
    expect(await code(await as('reviewer', '/verdict', pointless))).toEqual([422, 'verdict_invalid'])
    const claims = [{ criterion_ref: 'c9', met: true }]
    expect(await code(await as('executor', '/result', { ...resultOf(first), claims }))).toEqual([
      ...[409, 'protocol_out_of_order'],
    ])
    const refused = (await running.lines('request_refused')).map(({ route, data }) => [route, data['error_code']])
    expect(refused).toContainEqual(['POST /api/tasks/{task_id}/verdict', 'validation_failed'])
    expect((await view()).phase).toBe('awaiting_review')
  })

  it('is approved by nobody while a round is open, and rejected by a person at any time, which ends the round', async () => {
    const first = await dispatched(FIRST)
    expect(await code(await running.decide('approve', 'build'))).toEqual([409, 'protocol_out_of_order'])
    expect((await running.decide('reject', 'build', { comment: 'not wanted' })).status).toBe(200)
    await expect.poll(async () => (await view()).rounds[0]?.ended?.reason).toBe('withdrawn')
    expect(await code(await as('executor', '/ack', echoOf(first)))).toEqual([409, 'protocol_out_of_order'])
  })

  it('is locked after too many rounds, and opened by an admin with a reason', async () => {
    for (let round = 1; round <= 3; round += 1) {
      const given = await dispatched(round === 1 ? FIRST : {})
      const withdrawn = { dispatch_id: given.dispatch_id, reason: 'another time' }
      expect((await running.call('POST', `${AT}/withdraw`, 'coordinator', withdrawn)).status).toBe(200)
    }
    expect(await view()).toMatchObject({ phase: 'locked', rounds_left: 0, lock: { after_round: 3, unlocked_at: null } })
    expect(await code(await dispatch())).toEqual([409, 'task_locked'])
    const open = async (data: object, scope: 'admin' | 'coordinator') =>
      running.call('POST', `${AT}/unlock`, scope, { base_sha: (await task()).base_sha, ...data })
    const reason = 'The criteria were read again.'
    expect(await code(await open({ reason }, 'coordinator'))).toEqual([403, 'scope_insufficient'])
    expect(await code(await open({ reason: 'why not' }, 'admin'))).toEqual([400, 'validation_failed'])
    expect((await open({ reason }, 'admin')).status).toBe(200)
    expect(await view()).toMatchObject({ phase: 'awaiting_dispatch', rounds_left: 3, lock: null })
    expect(await code(await open({ reason }, 'admin'))).toEqual([409, 'protocol_out_of_order'])
    expect([(await running.lines('task_locked')).length, (await running.lines('task_unlocked')).length]).toEqual([1, 1])
    expect((await dispatched()).round).toBe(4)
  })
})
