import { beforeEach, describe, expect, it } from 'vitest'
import { createIntake, type IntakeParts } from '../../../main/core/ingest/intake.ts'
import { createCore } from '../../support/core-parts.ts'
import { ADMIN, accept, type Core, idsOf, pause, resume, settled } from './intake-deliveries.ts'

let core: Core
beforeEach(async () => {
  core = await createCore()
})

describe('a paused intake', () => {
  it('says since when, by whom and why, and tells the clients', async () => {
    expect(core.intake.state()).toEqual({ paused: false, since: null, by: null, reason: null, held: 0 })
    const state = await pause(core)
    expect(state).toMatchObject({ paused: true, by: 'anna', reason: 'a holiday', held: 0 })
    expect(state.since).toBe(core.log.events.find((e) => e.type === 'intake_paused')?.ts)
    expect(core.frames.at(-1)?.name).toBe('intake_changed')
  })

  it('keeps what arrives, durably and once, and does nothing with it', async () => {
    await pause(core)
    expect(await accept(core, 1)).toEqual({
      ...{ delivery_id: 'd1', event: 'issues', outcome: 'held', task_ids: [], replayed: false },
    })
    expect(await accept(core, 1)).toMatchObject({ outcome: 'held', replayed: true })
    expect([...core.bodies.kept.keys()]).toEqual(['github:d1'])
    expect(core.log.types()).toEqual(['intake_paused', 'webhook_received', 'webhook_replayed'])
    expect(core.store.index.size).toBe(0)
    expect(core.intake.state().held).toBe(1)
  })

  it('tells the clients how many wait, once for many that come together, and nobody after its end', async () => {
    const told = () =>
      core.frames.filter(({ name }) => name === 'intake_changed').map(({ data }) => JSON.parse(data).intake.held)
    await pause(core)
    for (const n of [1, 2, 3]) await accept(core, n)
    expect(told()).toEqual([0])
    core.timers.advance(1000)
    expect(told()).toEqual([0, 3])
    await accept(core, 4)
    core.timers.advance(1000)
    expect(told()).toEqual([0, 3, 4])
    await accept(core, 5)
    await resume(core)
    await settled(core)
    core.timers.advance(1000)
    expect(told()).toEqual([0, 3, 4, 5])
    await core.intake.stop()
    expect(core.timers.waiting()).toBe(0)
  })

  it('carries out on resuming what waited, in the order in which it came', async () => {
    await pause(core)
    for (const n of [3, 1, 2]) await accept(core, n)
    await resume(core)
    await settled(core)
    expect(idsOf(core, 'webhook_applied')).toEqual(['d3', 'd1', 'd2'])
    expect(core.store.index.size).toBe(3)
    expect(core.intake.state()).toEqual({ paused: false, since: null, by: null, reason: null, held: 0 })
    expect(await accept(core, 1)).toMatchObject({ outcome: 'task_created', replayed: true })
  })

  it('lets nobody pass those who waited: what comes while they are carried out is behind them', async () => {
    await pause(core)
    for (const n of [1, 2, 3]) await accept(core, n)
    await resume(core)
    expect(await accept(core, 4)).toMatchObject({ outcome: 'held' })
    await settled(core)
    expect(idsOf(core, 'webhook_applied')).toEqual(['d1', 'd2', 'd3', 'd4'])
    expect(await accept(core, 5)).toMatchObject({ outcome: 'task_created' })
  })

  it('has one result for a delivery that is carried out the moment its sender tries again', async () => {
    await pause(core)
    await accept(core, 1)
    await resume(core)
    expect(await accept(core, 1)).toMatchObject({ outcome: 'task_created', task_ids: [expect.any(String)] })
    await settled(core)
    expect(idsOf(core, 'webhook_applied')).toEqual(['d1'])
  })

  it('carries nothing out again, by whomever it is asked for', async () => {
    await accept(core, 1)
    await pause(core)
    await expect(core.deliveries.replay(ADMIN, 'github', 'd1')).rejects.toMatchObject({ code: 'intake_paused' })
    await accept(core, 2)
    const { result } = await core.deliveries.replay(ADMIN, 'github', 'd2')
    expect(result.outcome).toBe('held')
  })

  it('is not paused when the log cannot take it, nor resumed', async () => {
    core.log.fail('intake_paused')
    await expect(pause(core)).rejects.toMatchObject({ code: 'audit_unavailable' })
    expect(core.intake.isPaused()).toBe(false)
    core.log.mend()
    await pause(core)
    core.log.fail('intake_resumed')
    await expect(resume(core)).rejects.toMatchObject({ code: 'audit_unavailable' })
    expect(core.intake.isPaused()).toBe(true)
  })

  it('paused again changes nothing, but another reason is told', async () => {
    await pause(core)
    await pause(core)
    await core.intake.set(ADMIN, { paused: true })
    expect(core.log.types()).toEqual(['intake_paused'])
    await core.intake.set(ADMIN, { paused: true, reason: 'an incident' })
    expect(core.log.types()).toEqual(['intake_paused', 'intake_paused'])
    expect(core.intake.state().reason).toBe('an incident')
  })

  it('is paused after a crash as well, and what waited still waits; after a resumption it is not', async () => {
    await pause(core)
    await accept(core, 1)
    const carried: number[] = []
    const parts: IntakeParts = {
      ...{ log: core.log, index: core.log.index, waiting: core.log.deliveries.waiting, hub: core.hub },
      ...{ clock: core.clock, timers: core.timers },
      carryOut: async (_goOn, ended) => {
        carried.push(1)
        ended()
        return { finished: 1, failed: 0 }
      },
      logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    }
    const next = createIntake(parts)
    await next.begin()
    expect(next.state()).toMatchObject({ paused: true, by: 'anna', reason: 'a holiday', held: 1 })
    expect(carried).toEqual([])
    await resume(core)
    const last = createIntake(parts)
    await last.begin()
    expect(last.isPaused()).toBe(false)
    expect(carried).toEqual([1])
  })

  it('keeps the order also when a crash ended the resumption: what comes while a start takes up the rest is behind it', async () => {
    const first = Promise.withResolvers<void>()
    const next = createIntake({
      ...{ log: core.log, index: core.log.index, waiting: () => 3, hub: core.hub },
      ...{ clock: core.clock, timers: core.timers },
      carryOut: async (_goOn, ended) => {
        await first.promise
        ended()
        return { finished: 3, failed: 0 }
      },
      logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    })
    const begun = next.begin()
    expect([next.isPaused(), next.holds(), next.state().held]).toEqual([false, true, 3])
    first.resolve()
    await begun
    expect([next.holds(), next.state().held]).toEqual([false, 0])
  })

  it('what fails on resuming is a dead letter, and those behind it are carried out', async () => {
    await pause(core)
    await accept(core, 1)
    await accept(core, 2)
    core.bodies.kept.delete('github:d1')
    await resume(core)
    await settled(core)
    expect(idsOf(core, 'webhook_applied')).toEqual(['d2'])
  })
})
