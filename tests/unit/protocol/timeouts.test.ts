import { describe, expect, it } from 'vitest'
import { echoOf, rejectionOf, resultOf } from '../../support/protocol-messages.ts'
import {
  ADMIN,
  codeOf,
  EXECUTOR,
  type ProtocolWorld,
  protocolWorld,
  REVIEWER,
  TASK,
  toldListener,
} from '../../support/protocol-world.ts'

const CRITERIA = [{ criterion_id: 'c1', text: 'It works.' }]

async function started(options: Parameters<typeof protocolWorld>[0] = {}) {
  const world = await protocolWorld(options)
  const listener = toldListener()
  world.protocol.listen(listener)
  await world.create({ acceptance_criteria: CRITERIA, declared_scope: ['src/'] })
  await world.protocol.start()
  return { ...world, told: listener.told }
}

const view = (world: ProtocolWorld) => world.protocol.view(TASK)
const ended = async (world: ProtocolWorld) => (await view(world)).rounds.at(-1)?.ended?.reason ?? null
const beat = (world: ProtocolWorld, dispatch_id: string) =>
  world.protocol.heartbeat(EXECUTOR, TASK, { dispatch_id: dispatch_id as never, note: '' })
const observed = (world: ProtocolWorld) => ({
  ...{ workspace: null, checks: [], observed_at: new Date(world.clock.now()).toISOString() },
})

describe('a round in which nobody comes in time', () => {
  it('ends when no echo comes, and never before', async () => {
    const world = await started()
    const { ack_by } = await world.dispatch()
    expect((await view(world)).due).toEqual({ what: 'ack', at: ack_by })
    await world.pass(119)
    expect(await ended(world)).toBeNull()
    await world.pass(3)
    expect(await ended(world)).toBe('ack_timeout')
    expect(world.lines('ack_timeout')).toHaveLength(1)
    expect(world.told).toEqual(['dispatched 1', 'ended ack_timeout'])
    await world.pass(4000)
    expect(world.lines('ack_timeout')).toHaveLength(1)
  })

  it('ends when no result comes, however often the executor says that it works', async () => {
    const world = await started({ settings: { result_seconds: 300 } })
    const dispatch = await world.dispatch()
    await world.protocol.ack(EXECUTOR, TASK, echoOf(dispatch))
    for (let minute = 0; minute < 5; minute += 1) {
      await world.pass(50)
      await beat(world, dispatch.dispatch_id)
    }
    await world.pass(48)
    expect([await ended(world), world.lines('heartbeat_warning').length]).toEqual([null, 0])
    await world.pass(4)
    expect(await ended(world)).toBe('result_timeout')
    expect(await codeOf(beat(world, dispatch.dispatch_id))).toBe('protocol_out_of_order')
  })

  it('ends when no verdict comes; the time counts from when the console has looked', async () => {
    const world = await started({ settings: { review_seconds: 600 } })
    const dispatch = await world.dispatch()
    await world.protocol.ack(EXECUTOR, TASK, echoOf(dispatch))
    await world.protocol.result(EXECUTOR, TASK, resultOf(dispatch))
    expect((await view(world)).due).toBeNull()
    await world.pass(30)
    await world.protocol.observe(TASK, dispatch.dispatch_id, observed(world))
    await world.pass(599)
    expect(await ended(world)).toBeNull()
    await world.pass(3)
    expect(await ended(world)).toBe('reviewer_timeout')
    expect(world.task().status).toBe('pending')
    expect(world.told).toEqual(['dispatched 1', 'result 1', 'observed 1', 'ended reviewer_timeout'])
  })

  it('is not over because of silence: that is said once, pushed, and taken back by a sign of life', async () => {
    const world = await started()
    const dispatch = await world.dispatch()
    await world.protocol.ack(EXECUTOR, TASK, echoOf(dispatch))
    await world.pass(59)
    expect((await view(world)).heartbeat_late).toBe(false)
    await world.pass(200)
    expect(world.lines('heartbeat_warning')).toHaveLength(1)
    expect(world.pushed.filter((name) => name === 'heartbeat_warning')).toHaveLength(1)
    expect(await view(world)).toMatchObject({ phase: 'working', heartbeat_late: true, due: { what: 'result' } })
    await beat(world, dispatch.dispatch_id)
    expect(await view(world)).toMatchObject({ heartbeat_late: false, due: { what: 'heartbeat' } })
    await world.pass(70)
    expect(world.lines('heartbeat_warning')).toHaveLength(2)
  })

  it('does not blame an executor for a console that could not listen', async () => {
    const world = await started()
    const dispatch = await world.dispatch()
    await world.protocol.ack(EXECUTOR, TASK, echoOf(dispatch))
    await world.pass(40)
    // As when the machine sleeps: the clock goes on, the timers do not.
    world.timers.setClock(world.clock.now() + 1_000_000)
    await world.pass(15)
    expect(world.lines('heartbeat_warning')).toHaveLength(0)
    await world.pass(20)
    expect(world.lines('heartbeat_warning')).toHaveLength(1)
  })

  it('hears a sign of life that had arrived, but was not read, when the time was up', async () => {
    const world = await started()
    const dispatch = await world.dispatch()
    await world.protocol.ack(EXECUTOR, TASK, echoOf(dispatch))
    world.timers.advance(60_000)
    await beat(world, dispatch.dispatch_id)
    await world.pass(58)
    expect(world.lines('heartbeat_warning')).toHaveLength(0)
  })

  it('is ended before a message is taken, when its time was up long ago and no timer said so', async () => {
    const world = await started()
    const dispatch = await world.dispatch()
    world.timers.setClock(world.clock.now() + 1_000_000)
    expect(await codeOf(world.protocol.ack(EXECUTOR, TASK, echoOf(dispatch)))).toBe('protocol_out_of_order')
    expect(await ended(world)).toBe('ack_timeout')
  })

  it('is tried again when the log could not be written', async () => {
    const world = await started()
    await world.dispatch()
    world.log.fail('task_write_intended')
    await world.pass(130)
    expect(await ended(world)).toBeNull()
    expect(world.errors.length).toBeGreaterThan(0)
    world.log.mend()
    await world.pass(3)
    expect(await ended(world)).toBe('ack_timeout')
  })

  it('is warned of once the log can be written again, when it could not at first', async () => {
    const world = await started()
    const dispatch = await world.dispatch()
    await world.protocol.ack(EXECUTOR, TASK, echoOf(dispatch))
    world.log.fail('heartbeat_warning')
    await world.pass(70)
    expect(world.pushed).not.toContain('heartbeat_warning')
    world.log.mend()
    await world.pass(10)
    expect(world.lines('heartbeat_warning')).toHaveLength(1)
  })
})

describe('after a restart', () => {
  async function again(world: ProtocolWorld, laterSeconds: number) {
    await world.protocol.close()
    const { files, log } = world
    const next = await protocolWorld({ files, log, startMs: world.clock.now() + laterSeconds * 1000 })
    const listener = toldListener()
    next.protocol.listen(listener)
    return { ...next, told: listener.told }
  }

  it('what is overdue is ended at once, and counts once', async () => {
    const world = await started()
    await world.dispatch()
    const next = await again(world, 121)
    await next.protocol.start()
    expect(await ended(next)).toBe('ack_timeout')
    await next.pass(30)
    expect(next.lines('ack_timeout')).toHaveLength(1)
  })

  it('what is not overdue goes on with its own time', async () => {
    const world = await started()
    await world.dispatch()
    const next = await again(world, 60)
    await next.protocol.start()
    await next.pass(58)
    expect(await ended(next)).toBeNull()
    await next.pass(4)
    expect(await ended(next)).toBe('ack_timeout')
  })

  it('silence counts from the start of the console, and the last sign of life is known from the log', async () => {
    const world = await started()
    const dispatch = await world.dispatch()
    await world.protocol.ack(EXECUTOR, TASK, echoOf(dispatch))
    await beat(world, dispatch.dispatch_id)
    const next = await again(world, 600)
    await next.protocol.start()
    expect((await view(next)).last_heartbeat_at).toBe('2026-01-31T09:30:00.000Z')
    await next.pass(59)
    expect(next.lines('heartbeat_warning')).toHaveLength(0)
    await next.pass(3)
    expect(next.lines('heartbeat_warning')).toHaveLength(1)
  })

  it('what is open is given to whoever drives agents, but not what no line of the log tells of', async () => {
    const world = await started()
    const dispatch = await world.dispatch({ agent: 'worker' })
    const next = await again(world, 1)
    await next.protocol.start()
    expect(next.protocol.open()).toEqual([{ task_id: TASK, phase: 'awaiting_ack', dispatch }])
    expect(next.told).toEqual([])
    await next.edit((task) => {
      Object.assign(task.rounds[0]?.dispatch ?? {}, { agent: 'stranger' })
      return task
    })
    expect(next.protocol.open()).toEqual([])
  })

  it('a task that has used up its rounds is locked, if the console died before it was', async () => {
    const world = await started({ settings: { max_rounds: 1 } })
    const dispatch = await world.dispatch()
    await world.protocol.ack(EXECUTOR, TASK, echoOf(dispatch))
    await world.protocol.result(EXECUTOR, TASK, resultOf(dispatch))
    await world.protocol.observe(TASK, dispatch.dispatch_id, observed(world))
    await world.protocol.verdict(REVIEWER, TASK, rejectionOf(dispatch, 'no'))
    await world.edit((task) => ({ ...task, locks: [] }))
    expect((await view(world)).phase).toBe('locked')
    const { files, log } = world
    const next = await protocolWorld({ files, log, settings: { max_rounds: 1 } })
    await next.protocol.start()
    expect((await view(next)).lock).toMatchObject({ after_round: 1, unlocked_at: null })
    const reason = 'It was looked at again.'
    await next.protocol.unlock(ADMIN, TASK, { reason, base_sha: next.baseSha() })
    expect(await view(next)).toMatchObject({ phase: 'awaiting_dispatch', rounds_left: 1 })
  })

  it('a result that nobody looked at is looked at by nobody, and its reviewer is waited for', async () => {
    const world = await started()
    const dispatch = await world.dispatch()
    await world.protocol.ack(EXECUTOR, TASK, echoOf(dispatch))
    await world.protocol.result(EXECUTOR, TASK, resultOf(dispatch))
    expect((await view(world)).phase).toBe('observing')
    const { files, log } = world
    const next = await protocolWorld({ files, log })
    await next.protocol.start()
    expect((await view(next)).phase).toBe('awaiting_review')
  })

  it('the round of a task that was decided meanwhile is ended', async () => {
    const world = await started()
    await world.dispatch()
    await world.protocol.close()
    await world.tasks.decide(ADMIN, TASK, { decision: 'reject', comment: null, base_sha: world.baseSha() })
    const next = await again(world, 1)
    await next.protocol.start()
    expect([(await view(next)).phase, await ended(next)]).toEqual(['decided', 'withdrawn'])
  })
})
