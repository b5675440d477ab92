import { describe, expect, it } from 'vitest'
import type { Approval } from '../../../contract/approval.ts'
import { AppError } from '../../../main/core/kernel/app-error.ts'
import type { Call } from '../../../main/core/kernel/call.ts'
import type { Tool } from '../../../main/core/tools/tool.ts'
import {
  AGENT,
  callOf,
  createGateWorld,
  type GateConsole,
  type GateWorld,
  openGate,
  PUBLISH,
  person,
  refusalOf,
  runIn,
} from '../../support/gate-world.ts'
import { ALWAYS, gateWith, said, toolOf } from './test-tool.ts'

const publishing = (given: Partial<Tool>): Tool =>
  toolOf({ run: said, side_effect_level: 'external_publish', ...given })
const publishCall = (given: object = {}) => callOf({ tool: 'test.tool', args: { word: 'yes' }, ...given })

async function approved(gate: GateWorld & GateConsole): Promise<Approval> {
  const { extras } = await refusalOf(gate.tools.execute(AGENT, publishCall()))
  const { approval_id, subject_sha256 } = gate.approvals.get(String(extras['approval_id']))
  return gate.approvals.decide(person('anna'), approval_id, { decision: 'approve', subject_sha256 })
}

const codesOf = (gate: Pick<GateWorld, 'log'>): unknown[] =>
  gate.log.events.filter(({ type }) => type === 'policy_denied').map(({ data }) => data['code'])

describe('a call to publish, sent again while it runs', () => {
  it('is denied and told to wait, runs once, and is answered with its outcome afterwards', async () => {
    const release = Promise.withResolvers<void>()
    const gate = await gateWith(publishing({ run: () => release.promise.then(said) }))
    await approved(gate)
    const running = gate.tools.execute(AGENT, publishCall())
    await expect.poll(() => gate.log.types()).toContain('tool_call_intended')
    const same = await refusalOf(gate.tools.execute(AGENT, publishCall()))
    expect([same.code, same.extras['code']]).toEqual(['policy_denied', 'call_running'])
    expect(same.extras['remediation_hint']).toContain('Wait')
    const other = await refusalOf(gate.tools.execute(AGENT, publishCall({ args: { word: 'no' } })))
    expect([other.code, other.extras['code']]).toEqual(['policy_denied', 'idempotency_key_reused'])
    const newKey = await refusalOf(gate.tools.execute(AGENT, publishCall({ key: 'key-00000002' })))
    expect([newKey.code, newKey.extras['code']]).toEqual(['policy_denied', 'approval_needed'])
    release.resolve()
    const done = await running
    expect(done.state).toBe('done')
    expect(await gate.tools.execute(AGENT, publishCall())).toEqual({ ...done, replayed: true })
    expect(codesOf(gate)).toEqual(['approval_needed', 'call_running', 'idempotency_key_reused', 'approval_needed'])
    expect(gate.log.types().filter((type) => type === 'tool_call_intended')).toHaveLength(1)
  })

  it('is denied also while nobody has decided on the first sending', async () => {
    const gate = await openGate()
    const codes = await Promise.all(
      Array.from({ length: 5 }, async () => (await refusalOf(gate.tools.execute(AGENT, callOf({})))).code),
    )
    expect(new Set(codes)).toEqual(new Set(['policy_denied']))
    expect(codesOf(gate)).toHaveLength(5)
  })
})

describe('the remedy of a denial', () => {
  it('is that of its reason: to whom the approval belongs, and whether there is one', async () => {
    const gate = await openGate()
    const remedy = async (by: Call, given: object): Promise<unknown> =>
      (await refusalOf(gate.tools.execute(by, callOf(given)))).extras['remediation_hint']
    expect(await remedy(AGENT, {})).toContain('under approval_id')
    const other = { ...AGENT, actor: { ...AGENT.actor, sub: 'other-agent' } }
    expect(await remedy(other, {})).toContain('whoever asked first')
    expect(await remedy(AGENT, { task: 'nobody' })).toContain('GET /api/tasks')
    expect(await remedy(AGENT, { level: 'read_only' })).toContain('side_effect_level')
    expect(await remedy(AGENT, { args: {} })).toContain('GET /api/tools')
  })
})

describe('a key that another call has', () => {
  it('denies whatever declares that it publishes, whichever tool it names', async () => {
    const gate = await openGate()
    const reading = callOf({ tool: 'time.now', args: {}, level: 'read_only' })
    await gate.tools.execute(AGENT, reading)
    for (const call of [
      { ...reading, side_effect_level: 'external_publish' as const },
      callOf({ level: 'read_only' }),
    ]) {
      const { code, extras } = await refusalOf(gate.tools.execute(AGENT, call))
      expect([code, extras['code']]).toEqual(['policy_denied', 'idempotency_key_reused'])
    }
    expect(await refusalOf(gate.tools.execute(AGENT, { ...reading, args: { x: 1 } }))).toMatchObject({
      code: 'idempotency_key_reused',
    })
    expect(gate.log.types().filter((type) => type === 'policy_denied')).toHaveLength(2)
  })
})

describe('a decision that fails inside', () => {
  const broken = (): string => {
    throw new Error('secret path /home/anna')
  }

  it('denies a call to publish, and says no more than that', async () => {
    const gate = await gateWith(publishing({ summary: broken }))
    const { code, extras } = await refusalOf(gate.tools.execute(AGENT, publishCall()))
    expect([code, extras['code']]).toEqual(['policy_denied', 'decision_failed'])
    expect(gate.log.types()).toEqual(['policy_denied'])
    expect(JSON.stringify([extras, gate.log.events])).not.toContain('/home/anna')
  })

  it('is an error of the console for a call that does not publish', async () => {
    const gate = await gateWith(toolOf({ run: said, side_effect_level: 'local_write', summary: broken }))
    await expect(gate.tools.execute(AGENT, publishCall({ level: 'local_write' }))).rejects.toThrow('secret path')
    expect(gate.log.types()).toEqual([])
  })
})

describe('a denial that the log cannot take', () => {
  it('is not told as one: the console says that it cannot record, and nothing runs', async () => {
    const world = createGateWorld()
    const full = (): never => {
      throw new AppError('audit_unavailable', 'no room')
    }
    const gate = await world.boot({ ...ALWAYS, tools: [publishing({})], hasRoom: full })
    const raw = Buffer.from('{"tool":"test.tool"}')
    for (const work of [
      () => gate.tools.execute(AGENT, publishCall({ task: 'nobody' })),
      () => gate.tools.execute(AGENT, publishCall({ args: { word: 'x'.repeat(70_000) } })),
      () => gate.tools.refuseUnread(AGENT, { raw, value: { tool: 'test.tool' }, problem: 'args: missing' }),
    ])
      expect(await refusalOf(work())).toMatchObject({ code: 'audit_unavailable' })
    expect(world.log.types()).toEqual([])
  })
})

describe('what cannot be read as a call', () => {
  const unread = (gate: GateConsole, text: string, value: unknown, by: Call = AGENT): Promise<void> =>
    gate.tools.refuseUnread(by, { raw: Buffer.from(text), value, problem: 'args: wrong' })

  it('is denied when it says that it wants to publish, and recorded as far as it can be told', async () => {
    const gate = await openGate()
    const text = JSON.stringify({ ...callOf({}), args: [PUBLISH], task_id: 'A\u202eB\n', idempotency_key: 7 })
    const { extras } = await refusalOf(unread(gate, text, JSON.parse(text)))
    expect(extras).toMatchObject({ code: 'call_malformed', reason: 'It cannot be read as a call: args: wrong' })
    const [line] = gate.log.events
    if (line === undefined) throw new Error('no line')
    expect(runIn(line)).toMatchObject({
      tool: 'file.publish_dry_run',
      task_id: 'A B',
      idempotency_key: '-',
      subject: text,
    })
    expect([line.correlation_id, line.task_id]).toEqual([AGENT.correlation_id, null])
  })

  it.each([
    { tool: 'time.now', args: 'file.publish_dry_run' },
    { tool: 'time.now', side_effect_level: 'read_only', note: 'external_publish' },
    [],
    7,
    '',
    { publish: 'external' },
  ])('is left to the door when it does not: %j', async (value) => {
    const gate = await openGate()
    await unread(gate, JSON.stringify(value), value)
    expect(gate.log.types()).toEqual([])
  })

  it.each([
    ['{"tool":"time.now"', null],
    ['', null],
    ['{"tool":"file.publish_dry_run"', 'call_malformed'],
    ['file.publish_dry_run', 'call_malformed'],
    ['{"tool":"file.publish\\u005fdry_run"', 'call_malformed'],
  ])('is judged by its words alone when it is no JSON: %s', async (text, code) => {
    const gate = await openGate()
    const told = await unread(gate, text, undefined).then(
      () => null,
      (error: AppError) => error.extras['code'],
    )
    expect(told).toBe(code)
  })
})
