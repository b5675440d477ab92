import { describe, expect, it } from 'vitest'
import type { TaskId } from '../../../contract/ids.ts'
import type { Dispatch } from '../../../contract/protocol.ts'
import type { Scope } from '../../../contract/scope.ts'
import type { Call } from '../../../main/core/kernel/call.ts'
import { memoryEvidence } from '../../support/memory-evidence.ts'
import { approvalOf, CRITERIA, echoOf, rejectionOf, resultOf, SCOPE } from '../../support/protocol-messages.ts'
import { ANNA, BERT, CARL, createRemoteWorld, type RemoteWorld } from '../../support/remote-world.ts'

const ADMIN: Call = { actor: { sub: 'operator:olga', scopes: ['admin'], door: 'console' }, correlation_id: 'req-1' }
const bound = (scope: Scope, id: string): Call => ({
  actor: { sub: `my-${scope}`, scopes: [scope], door: 'http', task_id: id as TaskId },
  correlation_id: 'req-2',
})

/** A task that an executor works on, its operators' chats quiet. `checked`: whether the console finds that every check passed. */
async function working(settings: object = {}, operators: readonly number[] = [ANNA]) {
  const world = await createRemoteWorld(operators)
  world.set({ protocol: { ack_seconds: 60, ...settings } })
  const criteria = { acceptance_criteria: CRITERIA, declared_scope: SCOPE }
  const id = (await world.create({ request_text: 'Build it', ...criteria })) as TaskId
  await world.pass(20_000)
  const base_sha = world.store.index.get(id)?.base_sha
  const request = { agent: null, reviewer: null, ...(base_sha === undefined ? {} : { base_sha }) }
  const { dispatch } = await world.protocol.dispatch(ADMIN, id, request)
  return { world, id, dispatch }
}

async function handedIn(world: RemoteWorld, id: TaskId, dispatch: Dispatch, outside: readonly string[] = []) {
  await world.protocol.ack(bound('executor', id), id, echoOf(dispatch))
  await world.protocol.result(bound('executor', id), id, resultOf(dispatch))
  const at = new Date(world.clock.now()).toISOString()
  const { keep } = memoryEvidence()
  const about = { task_id: id, correlation_id: world.taskOf(id).correlation_id, created_at: at, artifacts: [] }
  const diff = await keep({ package_id: 'diff-1', ...about })
  await world.protocol.observe(id, dispatch.dispatch_id, {
    workspace: { files: [], out_of_scope: [...outside], complete: true, diff },
    checks: [],
    observed_at: at,
  })
  await world.settle()
}

const textsTo = (world: RemoteWorld, chat: number): string[] => world.inChat(chat).map(({ text }) => text)
const newIn = async (world: RemoteWorld, work: () => Promise<unknown>): Promise<string[]> => {
  const before = textsTo(world, ANNA).length
  await work()
  await world.pass(30_000)
  return textsTo(world, ANNA).slice(before)
}

describe('the card of a task that agents work on', () => {
  it('does not come anew with every step of the work, but when the round is over, with the ledger', async () => {
    const { world, id, dispatch } = await working()
    expect(await newIn(world, () => handedIn(world, id, dispatch, ['etc/passwd']))).toEqual([])
    const verdict = () => world.protocol.verdict(bound('reviewer', id), id, approvalOf(dispatch))
    const [text = '', ...more] = await newIn(world, verdict)
    expect(more).toEqual([])
    expect(text).toContain('Round 1 was approved by reviewer my-reviewer.')
    expect(text).toContain('Ledger: GAPS. 0 of 2 criteria are verified.')
    expect(text).toContain('Outside the scope (1): etc/passwd')
    expect(text).toContain('an override, with its reason, is made at the console')
  })

  it('comes anew when the card before has expired by the time that the reviewer approves', async () => {
    const { world, id, dispatch } = await working({ review_seconds: 3 * 86_400 })
    await handedIn(world, id, dispatch)
    await world.pass(25 * 3_600_000, 60_000)
    const verdict = () => world.protocol.verdict(bound('reviewer', id), id, approvalOf(dispatch))
    expect((await newIn(world, verdict)).join()).toContain('Ledger: ')
  })

  it('does not approve what the proof does not carry, says where that is done, and can still reject', async () => {
    const { world, id, dispatch } = await working()
    await handedIn(world, id, dispatch)
    await world.protocol.verdict(bound('reviewer', id), id, approvalOf(dispatch))
    await world.pass(30_000)
    const card = world.card(ANNA)
    expect(await world.press('a', card, ANNA)).toMatchObject({ outcome: 'refused', task_ids: [id] })
    const [line] = world.lines('telegram_callback_refused')
    expect(line?.data).toMatchObject({ reason: 'proof_insufficient', action: 'approve' })
    expect(world.messenger.answers.at(-1)?.text).toContain('An override, with its reason, is made at the console.')
    expect(world.lines('protocol_refused').at(-1)?.data).toMatchObject({ error_code: 'proof_insufficient' })
    expect(world.taskOf(id).verdict).toBeNull()
    await world.pass(5000)
    expect(world.messenger.shown(card.message_id).buttons).toEqual([])
    await world.press('r', world.card(ANNA), ANNA)
    await world.pass(5000)
    const question = world.inChat(ANNA).findLast(({ force_reply }) => force_reply)
    if (question === undefined) throw new Error('no question')
    expect(await world.reply(question, ANNA, 'not like that')).toMatchObject({ outcome: 'decided' })
    expect(world.taskOf(id).verdict).toMatchObject({ decision: 'reject', decided_by: 'telegram:7' })
  })

  it('says that it cannot be approved while a round is open', async () => {
    const { world, id } = await working()
    await world.command(ANNA, ANNA, 'task', id)
    await world.pass(3000)
    const card = world.card(ANNA)
    expect(card.text).toContain('Round 1 is open (awaiting ack): it can be rejected now, and approved when it is over.')
    expect(await world.press('a', card, ANNA)).toMatchObject({ outcome: 'refused' })
    expect(world.lines('telegram_callback_refused')[0]?.data['reason']).toBe('round_open')
    expect(world.taskOf(id).verdict).toBeNull()
  })

  it('says how to give it out again when the reviewer rejected it', async () => {
    const { world, id, dispatch } = await working()
    await handedIn(world, id, dispatch)
    const verdict = () => world.protocol.verdict(bound('reviewer', id), id, rejectionOf(dispatch, 'no hello'))
    const text = (await newIn(world, verdict)).join('\n')
    expect(text).toContain(`Round 1 was rejected by its reviewer. /dispatch ${id} gives it out again.`)
  })
})

describe('operators are told', () => {
  it('of an echo that does not come, and of a task that is locked; and nobody else is', async () => {
    const { world, id } = await working({ max_rounds: 1 }, [ANNA, BERT])
    await world.pass(90_000)
    for (const chat of [ANNA, BERT]) {
      const told = textsTo(world, chat).filter((text) => text.startsWith(`Task ${id}, round 1:`))
      expect(told).toEqual([
        expect.stringContaining('no echo of the dispatch came in time; the round is over.\nTitle: Build it'),
        expect.stringContaining('too many rounds came to nothing; the task is locked.'),
      ])
    }
    expect(textsTo(world, CARL)).toEqual([])
  })

  it.each([
    ['heartbeat', 'nothing was heard of the executor for too long; the round goes on', { heartbeat_seconds: 30 }],
    ['result', 'no result came in time; the round is over', { result_seconds: 40 }],
  ])('of a %s that does not come, once', async (_, words, settings) => {
    const { world, id, dispatch } = await working({ heartbeat_seconds: 3600, ...settings })
    await world.protocol.ack(bound('executor', id), id, echoOf(dispatch))
    await world.pass(120_000)
    expect(textsTo(world, ANNA).filter((text) => text.includes(words))).toHaveLength(1)
  })

  it('of a reviewer who says nothing', async () => {
    const { world, id, dispatch } = await working({ review_seconds: 30 })
    await handedIn(world, id, dispatch)
    await world.pass(90_000)
    expect(textsTo(world, ANNA).filter((text) => text.includes('no verdict came in time'))).toHaveLength(1)
  })

  it('of an agent that was over without its word, but not of one that somebody stopped', async () => {
    const { world, id, dispatch } = await working()
    const end = (dispatch_id: Dispatch['dispatch_id'], reason: 'agent_failed' | 'stopped') =>
      world.protocol.endRound(id, dispatch_id, { reason, detail: 'exit code 1', difference: [] }, 'executor')
    expect((await newIn(world, () => end(dispatch.dispatch_id, 'agent_failed'))).join()).toContain(
      `Task ${id}, round 1: the agent was over before it had said its word`,
    )
    const base_sha = world.store.index.get(id)?.base_sha
    if (base_sha === undefined) throw new Error('the task is gone')
    const again = await world.protocol.dispatch(ADMIN, id, { agent: null, reviewer: null, base_sha })
    expect((await newIn(world, () => end(again.dispatch.dispatch_id, 'stopped'))).join()).not.toContain('round 2')
  })

  it('at a start that the console before was stopped while an agent worked', async () => {
    const { world, id } = await working()
    const line = { actor: ADMIN.actor, correlation_id: 'x', task_id: id, route: null, status: null }
    const start = { ...line, task_id: null, type: 'service_started', data: {} } as const
    const stopped = (round: number) => ({
      ...line,
      type: 'round_ended' as const,
      data: { round, reason: 'console_stopped' },
    })
    for (const one of [stopped(5), start, stopped(6), start]) await world.log.record(one)
    await world.restart()
    await world.pass(5000)
    const told = textsTo(world, ANNA).join('\n')
    expect(told).toContain(`Task ${id}, round 6: the console was stopped while the agent worked`)
    expect(told).not.toContain('round 5')
  })

  it('after a start of what the start found overdue, and of nothing older', async () => {
    const { world, id } = await working()
    const line = { actor: ADMIN.actor, correlation_id: 'x', task_id: id, route: null, status: null }
    await world.log.record({ ...line, type: 'reviewer_timeout', data: { round: 7 } })
    await world.log.record({ ...line, task_id: null, type: 'service_started', data: {} })
    await world.log.record({ ...line, type: 'result_timeout', data: { round: 8 } })
    await world.restart()
    await world.pass(5000)
    const told = textsTo(world, ANNA).join('\n')
    expect(told).toContain(`Task ${id}, round 8: no result came in time`)
    expect(told).not.toContain('round 7')
  })
})
