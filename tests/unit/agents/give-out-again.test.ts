import { expect, it } from 'vitest'
import { TaskId } from '../../../contract/ids.ts'
import type { DispatchRequest } from '../../../contract/protocol-requests.ts'
import { createGivingOut } from '../../../main/core/agents/give-out-again.ts'
import type { RunnerParts } from '../../../main/core/agents/runner-parts.ts'
import { AppError } from '../../../main/core/kernel/app-error.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

const never = new AbortController().signal
const rejected = {
  ...{ phase: 'awaiting_dispatch', base_sha: 'sha-0' },
  rounds: [
    {
      verdict: { decision: 'reject' },
      dispatch: {
        ...{ agent: 'worker', reviewer: 'judge' },
        ...{ dispatched_at: '2026-01-31T09:00:00.000Z', deadline: '2026-01-31T09:10:00.000Z' },
      },
    },
  ],
}

/** So many dispatches fail with this code before one is taken. */
function world(failures: number, code: 'storage_failed' | 'agent_not_found', places: { full: boolean }) {
  const timers = createManualTimers(0)
  const tried: string[] = []
  const given = new Set<string>()
  let left = failures
  const protocol = {
    view: async (taskId: string) => (given.has(taskId) ? { ...rejected, phase: 'awaiting_ack' } : rejected),
    dispatch: async (_call: unknown, taskId: string, _request: DispatchRequest) => {
      tried.push(taskId)
      if (left-- > 0) throw new AppError(code, 'not now')
      given.add(taskId)
      places.full = true
    },
  }
  const parts = {
    ...{ protocol, timers, taskOf: () => null, logger: { error: () => undefined } },
    settings: () => ({ agents: {}, redispatch: 'automatic' }),
  } as unknown as RunnerParts
  return { timers, tried, givingOut: createGivingOut(parts, () => places.full) }
}

it.each(['storage_failed', 'agent_not_found'] as const)(
  'rejected work that cannot be given out (%s) is tried again after a while, and is not forgotten',
  async (code) => {
    const { timers, tried, givingOut } = world(2, code, { full: false })
    let isDone = false
    const done = givingOut.again(TaskId.parse('t1'), never).then(() => {
      isDone = true
    })
    await expect.poll(() => [tried.length, timers.waiting()]).toEqual([1, 1])
    timers.advance(4999)
    expect(tried).toHaveLength(1)
    timers.advance(1)
    await expect.poll(() => [tried.length, timers.waiting()]).toEqual([2, 1])
    expect(isDone).toBe(false)
    timers.advance(10_000)
    await done
    expect(tried).toHaveLength(3)
  },
)

it('rejected work waits until a run is over when no more can run, and one place is given to one task', async () => {
  const places = { full: true }
  const { tried, givingOut } = world(0, 'storage_failed', places)
  const over: string[] = []
  const all = ['t1', 't2'].map((taskId) =>
    givingOut.again(TaskId.parse(taskId), never).then(() => void over.push(taskId)),
  )
  await expect.poll(() => places.full).toBe(true)
  expect(tried).toEqual([])
  places.full = false
  givingOut.placeIsFree()
  await expect.poll(() => over).toEqual(['t1'])
  expect(tried).toEqual(['t1'])
  places.full = false
  givingOut.placeIsFree()
  await Promise.all(all)
  expect(tried).toEqual(['t1', 't2'])
})

it('nothing is tried any more once the console stops', async () => {
  const stopping = new AbortController()
  const { timers, givingOut } = world(100, 'storage_failed', { full: false })
  const done = givingOut.again(TaskId.parse('t1'), stopping.signal)
  const ended = expect(done).rejects.toThrow('stops')
  await expect.poll(() => timers.waiting()).toBe(1)
  stopping.abort(new Error('the console stops'))
  await ended
  expect(timers.waiting()).toBe(0)
})
