import { describe, expect, it } from 'vitest'
import { type Tool, ToolError } from '../../../main/core/tools/tool.ts'
import { AGENT, createGateWorld, type GateConsole, type GateWorld, person, runIn } from '../../support/gate-world.ts'
import { ended, outcomeOf, startAgain } from './taken-up-world.ts'
import { ALWAYS, said, testCall, toolOf } from './test-tool.ts'

const LONG = { name: 'test.tool', grace_ms: 60_000, timeout_ms: 1_000_000 } as const
const never = (): Promise<never> => new Promise(() => undefined)

/** A console whose tool can be taken up, and a call of it that runs. */
async function running(about: Partial<Tool>): Promise<{ world: GateWorld; first: GateConsole; call_id: string }> {
  const world = createGateWorld()
  const tool = toolOf({ ...LONG, run: never, recover: () => Promise.reject(new Error('not in this life')), ...about })
  const first = await world.boot({ tools: [tool], ...ALWAYS })
  const { call_id } = await first.tools.begin(AGENT, testCall())
  return { world, first, call_id }
}

/** Its tool, once the signal has fallen and the test lets it. */
function slowToEnd(failure: (signal: AbortSignal) => Error) {
  const go = Promise.withResolvers<void>()
  const run: Tool['run'] = async (_args, { signal }) => {
    await go.promise
    throw failure(signal)
  }
  return { run, go: go.resolve }
}

async function stop(first: GateConsole, go: () => void): Promise<void> {
  const closed = first.tools.close()
  go()
  await closed
}

/** What the next console does of its own accord. */
async function takenUp(world: GateWorld): Promise<string[]> {
  const { tools, did } = await startAgain(world, LONG)
  await tools.takeUp()
  await ended(world)
  return did
}

describe('a call that a person has cancelled', () => {
  it('and that ends while the console stops is recorded as cancelled, and never goes on', async () => {
    const slow = slowToEnd(({ reason }) => reason as Error)
    const { world, first, call_id } = await running(slow)
    await first.tools.cancel(person('ada'), call_id, 'do not publish this')
    await stop(first, slow.go)
    expect(outcomeOf(world)).toMatchObject({ call_id, failure: { error_code: 'tool_cancelled' } })
    expect(world.book.runs.running()).toEqual([])
    const { tools, did } = await startAgain(world, LONG)
    await tools.takeUp()
    expect(did).toEqual([])
  })

  it('and that a crash kept from ending fails at the next start with what there is, in the words of that person', async () => {
    const { world, first, call_id } = await running({})
    await first.tools.cancel(person('ada'), call_id, 'do not publish this')
    expect(await takenUp(world)).toEqual(['told what there is'])
    expect(world.log.types()).not.toContain('tool_call_resumed')
    expect(outcomeOf(world)).toMatchObject({
      ...{ call_id, state: 'failed', evidence: [{ package_id: call_id }] },
      failure: { error_code: 'tool_cancelled', detail: expect.stringContaining('operator:ada') },
    })
    expect(outcomeOf(world).failure?.detail).toContain('do not publish this')
  })

  it('between the start and its taking up does not go on either', async () => {
    const { world, call_id } = await running({})
    const { tools, did } = await startAgain(world, LONG)
    await tools.cancel(person('ada'), call_id, 'not that').catch(() => undefined)
    await tools.takeUp()
    await ended(world)
    expect(did).toEqual(['told what there is'])
    expect(outcomeOf(world)).toMatchObject({ failure: { error_code: 'tool_cancelled' } })
  })
})

describe('a call whose tool fails while the console stops', () => {
  it('goes on at the next start when the stop has broken it off', async () => {
    const slow = slowToEnd(({ reason }) => reason as Error)
    const { world, first } = await running(slow)
    await stop(first, slow.go)
    expect(world.log.types()).toEqual(['tool_call_intended'])
    expect(await takenUp(world)).toEqual(['went on'])
  })

  it('has failed for good when the tool had given up by itself before', async () => {
    const slow = slowToEnd(() => new ToolError('no_quota', 'None left.', 'Wait.', { isFinal: true }))
    const { world, first } = await running(slow)
    await stop(first, slow.go)
    expect(outcomeOf(world)).toMatchObject({ state: 'failed', failure: { error_code: 'no_quota' } })
  })

  it('has failed for good when its time was over before', async () => {
    const slow = slowToEnd(({ reason }) => reason as Error)
    const { world, first } = await running(slow)
    world.timers.advance(LONG.timeout_ms)
    await stop(first, slow.go)
    expect(outcomeOf(world)).toMatchObject({ state: 'failed', failure: { error_code: 'tool_timeout' } })
  })
})

describe('a console that stops', () => {
  it('waits one second for a tool that needs longer, and leaves the call to the next start', async () => {
    const { world, first } = await running({})
    let isClosed = false
    const closing = first.tools.close().then(() => {
      isClosed = true
    })
    world.timers.advance(900)
    await Promise.resolve()
    expect(isClosed).toBe(false)
    world.timers.advance(100)
    await closing
    expect(await takenUp(world)).toEqual(['went on'])
  })

  it('tells what runs to end as soon as it takes no more calls', async () => {
    let reason: unknown = null
    const { first } = await running({
      run: (_args, { signal }) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason
        })
        return never()
      },
    })
    first.tools.stop()
    expect(reason).toMatchObject({ error_code: 'tool_stopped' })
  })
})

describe('taking up what was running when the console died', () => {
  it('leaves alone what this very console has begun meanwhile', async () => {
    const { world, call_id } = await running({})
    const open = Promise.withResolvers<void>()
    const lives: string[] = []
    const tool = toolOf({
      run: async () => {
        lives.push('begun')
        await open.promise
        return said()
      },
      recover: async (_args, context) => {
        lives.push(context.call_id)
        return said()
      },
    })
    const { tools } = await world.boot({ tools: [tool], ...ALWAYS })
    const begun = await tools.begin(AGENT, testCall('key-00000002'))
    await tools.takeUp()
    await expect.poll(() => world.book.runs.running().map((run) => run.call_id)).toEqual([begun.call_id])
    await tools.takeUp()
    open.resolve()
    await expect.poll(() => world.book.runs.running()).toEqual([])
    expect(lives).toEqual(['begun', call_id])
    expect(world.log.events.filter(({ type }) => type === 'tool_call_resumed')).toMatchObject([{ data: { call_id } }])
  })

  it('ends as unknown what lost its task between the start and its turn, where the tool has nothing to tell', async () => {
    const { world, call_id } = await running({})
    const { tools } = await world.boot({ tools: [toolOf({ run: never, recover: never })], ...ALWAYS })
    world.store.lose('t1')
    await tools.takeUp()
    const last = world.log.events.at(-1)
    expect(last?.type).toBe('tool_call_unknown')
    expect(runIn(last as never).call_id).toBe(call_id)
  })
})
