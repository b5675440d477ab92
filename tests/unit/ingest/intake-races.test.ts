import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { createCore } from '../../support/core-parts.ts'
import { accept, type Core, idsOf, pause, resume, settled } from './intake-deliveries.ts'

/** A line is on the disk, and whoever wrote it learns so only a while later: after so many turns, one wait after the other, over and over. */
function slowLog({ log }: Core, waits: readonly number[]): void {
  const { record } = log
  let written = 0
  const slowly: typeof record = async (draft) => {
    const event = await record(draft)
    for (let turns = waits[written++ % waits.length] ?? 0; turns > 0; turns -= 1) await Promise.resolve()
    return event
  }
  Object.assign(log, { record: slowly })
}

let core: Core
beforeEach(async () => {
  core = await createCore()
})

describe('the moment in which an intake is resumed', () => {
  it('loses nobody who is being told just then that he waits', async () => {
    await pause(core)
    const told = Promise.withResolvers<void>()
    const { record } = core.log
    Object.assign(core.log, {
      record: async (draft: Parameters<typeof record>[0]) => {
        const written = await record(draft)
        if (draft.type === 'webhook_received') await told.promise
        return written
      },
    })
    const answer = accept(core, 1)
    await expect.poll(() => core.log.types()).toContain('webhook_received')
    await resume(core)
    for (let turn = 0; turn < 100; turn += 1) await Promise.resolve()
    told.resolve()
    expect(await answer).toMatchObject({ outcome: 'held' })
    await settled(core)
    expect(idsOf(core, 'webhook_applied')).toEqual(['d1'])
    expect(core.log.types()).not.toContain('webhook_replayed')
  })

  it('and paused again at once starts nothing more of what waits', async () => {
    await pause(core)
    for (const n of [1, 2, 3]) await accept(core, n)
    const first = Promise.withResolvers<void>()
    const { read } = core.bodies
    core.bodies.read = async (source, id) => {
      await first.promise
      return read(source, id)
    }
    await resume(core)
    await pause(core)
    first.resolve()
    await expect.poll(() => idsOf(core, 'webhook_applied')).toEqual(['d1'])
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
    expect(idsOf(core, 'webhook_applied')).toEqual(['d1'])
    expect(core.intake.state()).toMatchObject({ paused: true, held: 2 })
  })

  it('ends in the very turn in which nothing waits any more, so that nobody is held behind it', async () => {
    let turns = 0
    let held: boolean | null = null
    await pause(core)
    const { open } = core.log.deliveries
    Object.assign(core.log.deliveries, {
      open: () => {
        turns = 0
        queueMicrotask(() => {
          turns += 1
          held ??= core.intake.holds()
        })
        return open()
      },
    })
    await core.deliveries.resume(
      () => true,
      () => expect(turns).toBe(0),
    )
    held = null
    await resume(core)
    await settled(core)
    expect(held).toBe(false)
  })
})

describe('pausing and resuming at any moment', () => {
  it('loses no delivery and carries none out twice', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('deliver' as const), n: fc.integer({ min: 1, max: 6 }) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('pause' as const, 'resume' as const) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('turns' as const), n: fc.integer({ min: 1, max: 60 }) }) },
    )
    const waits = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), waits, async (steps, turns) => {
        const world = await createCore()
        slowLog(world, turns)
        const sent = new Set<number>()
        const answers: Promise<unknown>[] = []
        for (const one of steps) {
          if (one.kind === 'deliver') {
            sent.add(one.n)
            answers.push(accept(world, one.n))
          } else if (one.kind === 'turns') {
            for (let turn = 0; turn < one.n; turn += 1) await Promise.resolve()
          } else answers.push(one.kind === 'pause' ? pause(world) : resume(world))
        }
        await Promise.all(answers)
        await resume(world)
        await settled(world)
        const applied = idsOf(world, 'webhook_applied')
        expect(applied.toSorted()).toEqual([...sent].map((n) => `d${n}`).sort())
        expect(world.log.types().filter((type) => type === 'task_created')).toHaveLength(sent.size)
        expect(world.log.types()).not.toContain('webhook_failed')
        const claims = idsOf(world, 'webhook_received')
        expect(new Set(claims).size).toBe(claims.length)
      }),
      { numRuns: 150 },
    )
  })
})
