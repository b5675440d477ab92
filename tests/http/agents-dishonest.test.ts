import { expect, it } from 'vitest'
import { dispatch, phaseBecomes, runs, runsAreOver, script, view, agentsApp as world } from '../support/agents-app.ts'

/** By which codes the console refused what the agents of this task said: in the audit log, and to them alone. */
async function refusedWith(app: Awaited<ReturnType<typeof world>>): Promise<unknown[]> {
  const lines = await app.lines('protocol_refused')
  const logs = await Promise.all(
    (await runs(app)).map(async ({ run_id }) =>
      (await app.call('GET', `/api/agent-runs/${run_id}/log`, 'observer')).text(),
    ),
  )
  const told = logs.flatMap((text) => [...text.matchAll(/error_code\\":\\"([a-z_]+)/g)].map(([, code]) => code))
  return [...lines.map(({ data }) => data['error_code']), ...told]
}

it.each([
  ['echo-altered', 'ack_mismatch', 'ack_mismatch'],
  ['echo-missing-item', 'ack_mismatch', 'ack_mismatch'],
  ['echo-reordered', 'ack_mismatch', 'ack_mismatch'],
  ['wrong-dispatch', 'agent_failed', 'dispatch_not_current'],
  ['result-before-ack', 'agent_failed', 'protocol_out_of_order'],
  ['claim-nowhere', 'agent_failed', 'result_invalid'],
  ['work-log-nowhere', 'agent_failed', 'result_invalid'],
])('an agent that does "%s" is caught: the round ends with %s, and it is told %s', async (executor, reason, code) => {
  const app = await world({ executor, protocol: { max_rounds: 3 } })
  await dispatch(app, 't1')
  await phaseBecomes(app, 't1', 'awaiting_dispatch')
  const { rounds } = await view(app, 't1')
  expect(rounds.at(-1)).toMatchObject({ result: null, verdict: null, ended: { reason } })
  await runsAreOver(app)
  expect(await runs(app)).toHaveLength(1)
  expect(await refusedWith(app)).toContain(code)
})

it.each([
  ['no-result', { state: 'ended', exit_code: 0 }],
  ['crash', { state: 'failed', error_code: 'program_failed' }],
])('an agent that begins well and then does "%s" has failed', async (executor, end) => {
  const app = await world({ executor, protocol: { max_rounds: 3 } })
  await dispatch(app, 't1')
  await phaseBecomes(app, 't1', 'awaiting_dispatch')
  // Its echo was taken: it is no program that did not even start.
  expect((await view(app, 't1')).rounds).toMatchObject([
    { ack: { acked_at: expect.any(String) }, ended: { reason: 'agent_failed' } },
  ])
  await runsAreOver(app)
  expect(await runs(app)).toMatchObject([end])
})

it('an agent that touches files outside its scope is found by the console, whatever it says', async () => {
  const app = await world({ executor: 'out-of-scope', reviewer: 'honest-approve' })
  await dispatch(app, 't1')
  await phaseBecomes(app, 't1', 'awaiting_person')
  const { ledger, rounds } = await view(app, 't1')
  expect(rounds[0]?.observed?.workspace?.out_of_scope).toEqual(['outside-the-scope.txt'])
  expect(ledger).toMatchObject({ status: 'GAPS', blocks_approval: true, out_of_scope: ['outside-the-scope.txt'] })
  expect(await app.lines('scope_violation')).toHaveLength(1)
  const refused = await app.decide('approve', 't1')
  expect([refused.status, await refused.json()]).toMatchObject([409, { error_code: 'proof_insufficient' }])
})

it('an agent that says nothing runs into the time for its echo, and is ended', async () => {
  const app = await world({ executor: 'no-ack', protocol: { ack_seconds: 1 } })
  await dispatch(app, 't1')
  await phaseBecomes(app, 't1', 'awaiting_dispatch')
  expect((await view(app, 't1')).rounds[0]?.ended).toMatchObject({ reason: 'ack_timeout' })
  await runsAreOver(app)
  expect((await runs(app))[0]).toMatchObject({ state: 'stopped', error_code: 'ack_timeout' })
  expect(await app.lines('ack_timeout')).toHaveLength(1)
})

it('an agent that is silent for too long is reported, once, and goes on', async () => {
  const app = await world({ executor: 'late-heartbeat', protocol: { heartbeat_seconds: 1 } })
  await dispatch(app, 't1')
  await phaseBecomes(app, 't1', 'awaiting_person')
  expect(await app.lines('heartbeat_warning')).toHaveLength(1)
})

it.each([
  // What is no verdict at all does not come as far as the protocol.
  ['no-criterion-ref', 'validation_failed'],
  ['criterion-ref-nowhere', 'verdict_invalid'],
  ['work-log-ref-missing', 'verdict_invalid'],
  ['work-log-ref-nowhere', 'verdict_invalid'],
  ['approve-with-issues', 'verdict_invalid'],
  ['reject-without-issues', 'verdict_invalid'],
  ['wrong-dispatch', 'dispatch_not_current'],
])('a reviewer that does "%s" has no say, and is told %s', async (reviewer, code) => {
  const app = await world({ reviewer, protocol: { max_rounds: 3 } })
  await dispatch(app, 't1')
  await phaseBecomes(app, 't1', 'awaiting_dispatch')
  expect((await view(app, 't1')).rounds[0]).toMatchObject({ verdict: null, ended: { reason: 'agent_failed' } })
  await runsAreOver(app)
  expect(await refusedWith(app)).toContain(code)
})

it('an agent that outlives its limit is ended', async () => {
  const agents = {
    worker: { kind: 'script', command: script('fake_executor.ts', '--mode', 'no-ack'), limits: { seconds: 1 } },
  }
  const app = await world({ agents })
  await dispatch(app, 't1')
  await phaseBecomes(app, 't1', 'awaiting_dispatch')
  expect((await view(app, 't1')).rounds[0]?.ended).toMatchObject({ reason: 'agent_failed' })
  await runsAreOver(app)
  expect((await runs(app))[0]).toMatchObject({ state: 'limit_reached', error_code: 'limit_reached' })
})
