import { describe, expect, it } from 'vitest'
import { AGENT, createGateWorld, refusalOf, runIn } from '../../support/gate-world.ts'
import { ALWAYS, gateWith, said, systemError, testCall, toolOf } from './test-tool.ts'

const artifact = (at: string) => ({
  ...{ path: 'a.txt', bytes: Buffer.from('a'), media_type: 'text/plain', captured_at: at, source: 'tool', link: null },
})

describe('evidence of a run', () => {
  const withArtifact = toolOf({
    run: async () => ({ result: { said: 'yes' }, artifacts: [artifact('2026-01-31T09:30:00.000Z')] }),
  })

  it('is a package of its own name, of the task and its correlation', async () => {
    const gate = await gateWith(withArtifact)
    const run = await gate.tools.execute(AGENT, testCall())
    expect(run.evidence).toMatchObject([{ package_id: run.call_id, artifacts: 1 }])
    expect(gate.evidence.kept.get(`c1/${run.call_id}`)).toMatchObject({ task_id: 't1', package_id: run.call_id })
  })

  it('that cannot be kept does not undo what was done', async () => {
    const world = createGateWorld()
    world.evidence.keep = () => Promise.reject(systemError('ENOSPC'))
    const gate = { ...world, ...(await world.boot({ tools: [withArtifact], ...ALWAYS })) }
    const run = await gate.tools.execute(AGENT, testCall())
    expect(run).toMatchObject({ state: 'done', result: { said: 'yes' }, failure: { error_code: 'evidence_failed' } })
    expect(run.evidence).toEqual([])
  })
})

describe('a log that takes nothing', () => {
  it('lets nothing run', async () => {
    let runs = 0
    const gate = await gateWith(
      toolOf({
        run: () => {
          runs += 1
          return said()
        },
      }),
    )
    gate.log.fail('tool_call_intended')
    expect(await refusalOf(gate.tools.execute(AGENT, testCall()))).toMatchObject({ code: 'audit_unavailable' })
    expect(runs).toBe(0)
    gate.log.mend()
    expect((await gate.tools.execute(AGENT, testCall())).state).toBe('done')
  })

  it('is owed the outcome of what ran, before anything else is done', async () => {
    const gate = await gateWith(toolOf({ run: said }))
    gate.log.fail('tool_call_done')
    expect(await refusalOf(gate.tools.execute(AGENT, testCall()))).toMatchObject({ code: 'audit_unavailable' })
    expect(await refusalOf(gate.tools.execute(AGENT, testCall('key-00000002')))).toMatchObject({
      code: 'audit_unavailable',
    })
    expect(gate.log.types()).toEqual(['tool_call_intended'])
    gate.log.mend()
    expect(await gate.tools.execute(AGENT, testCall())).toMatchObject({ state: 'done', replayed: true })
    expect(gate.log.types()).toEqual(['tool_call_intended', 'tool_call_done', 'tool_call_replayed'])
  })
})

describe('a start after a crash', () => {
  it('says of what was running that nobody knows, and never runs it again', async () => {
    let runs = 0
    const hanging = toolOf({
      run: () => {
        runs += 1
        return new Promise(() => undefined)
      },
    })
    const gate = await gateWith(hanging)
    void gate.tools.execute(AGENT, testCall())
    await expect.poll(() => runs).toBe(1)
    const next = await gate.boot({ tools: [hanging], ...ALWAYS })
    expect(gate.log.events.filter(({ type }) => type === 'tool_call_unknown').map(runIn)).toMatchObject([
      { state: 'unknown', failure: { error_code: 'tool_outcome_unknown' }, finished_at: null },
    ])
    expect(await next.tools.execute(AGENT, testCall())).toMatchObject({ state: 'unknown', replayed: true })
    expect(runs).toBe(1)
  })
})
