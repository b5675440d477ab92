import { expect, it } from 'vitest'
import { TouchedFile } from '../../../contract/protocol.ts'
import { Task } from '../../../contract/task.ts'
import { type LookParts, observeResult } from '../../../main/core/agents/observe-result.ts'
import type { SandboxOrder } from '../../../main/core/agents/sandbox-port.ts'
import { aDispatch } from '../../support/agents/agent-order.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

const never = new AbortController().signal
const AT = '2026-01-01T00:00:00.000Z'
const check = { argv: ['true'], timeout_seconds: 3600 }
const dispatch = aDispatch({
  review_seconds: 600,
  acceptance_criteria: ['c1', 'c2', 'c3'].map((criterion_id) => ({ criterion_id, text: 'It is done', check })),
})
const task = Task.parse({ task_id: 't1', source: 'api', request_text: 'x', created_at: AT, correlation_id: 'c1' })
const file = TouchedFile.parse({ path: 'a', change: 'added', before_sha256: null, after_sha256: 'a'.repeat(64) })

/** Each check takes so many seconds; `over` replaces parts. */
function world(seconds: number, over: object = {}) {
  const timers = createManualTimers(Date.parse(AT))
  const orders: SandboxOrder[] = []
  const kept: string[] = []
  let copies = 0
  const copy = async () => {
    copies += 1
    const remove = async (): Promise<void> => {
      copies -= 1
    }
    return { path: `/nowhere/${copies}`, remove }
  }
  const parts = {
    workspaces: {
      find: async () => '/nowhere',
      snapshot: async () => ({
        ...(await copy()),
        copy,
        compare: async () => ({ files: [file], complete: true, patch: '+x' }),
      }),
    },
    sandbox: {
      readiness: async () => ({ ready: true, name: 'box' }),
      run: async (order: SandboxOrder) => {
        orders.push(order)
        timers.advance(Math.min(seconds * 1000, order.timeout_ms))
        const timed_out = seconds * 1000 > order.timeout_ms
        return { exit_code: timed_out ? null : 0, signal: null, timed_out, output: new Uint8Array(), output_cut: false }
      },
    },
    evidence: {
      keep: async ({ package_id }: { package_id: string }) => {
        kept.push(package_id.split('-')[0] as string)
        return null
      },
    },
    ...{ room: { admit: async () => null }, index: { baseOf: () => 'a'.repeat(64) }, ids: { hex: () => 'ab' } },
    ...{ clock: timers.clock, timers, logger: { error: () => undefined } },
    ...over,
  } as unknown as LookParts
  return { parts, orders, kept, copies: () => copies, timers }
}

it('looking has an end: a check has what is left of the time, and one that comes later is not run and says so', async () => {
  const { parts, orders, copies, timers } = world(400)
  const { checks, workspace } = await observeResult(parts, task, dispatch, never)
  expect(workspace).toMatchObject({ complete: true, files: [{ path: 'a' }] })
  expect(orders.map(({ timeout_ms }) => timeout_ms)).toEqual([600_000, 200_000])
  expect(checks.map(({ state }) => state)).toEqual(['passed', 'timed_out', 'not_run'])
  expect(checks[1]?.detail).toBe('it was ended after 200 s')
  expect(checks[2]?.detail).toContain('time')
  expect([copies(), timers.waiting()]).toEqual([0, 0])
})

it('what hangs is called off when the time is up, and is not known then', async () => {
  const snapshot = (_taskId: string, signal: AbortSignal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  const { parts, timers } = world(1, { workspaces: { find: async () => '/nowhere', snapshot } })
  const observed = observeResult(parts, task, dispatch, never)
  await expect.poll(() => timers.waiting()).toBe(1)
  timers.advance(700_000)
  const { workspace, checks } = await observed
  expect(workspace).toMatchObject({ complete: false })
  expect(checks.map(({ state }) => state)).toEqual(['not_run', 'not_run', 'not_run'])
})

it('without room for evidence no check is run, no patch is kept, and the ledger is told why', async () => {
  const refusal = { detail: 'There is no room for more evidence.', remedy: 'Make room.' }
  const { parts, kept, orders } = world(1, { room: { admit: async () => refusal } })
  const { checks, workspace } = await observeResult(parts, task, dispatch, never)
  expect([kept, orders]).toEqual([[], []])
  expect(checks.map(({ state, detail }) => [state, detail])).toEqual(Array(3).fill(['not_run', refusal.detail]))
  expect(workspace).toMatchObject({ files: [{ path: 'a' }], diff: null })
})

it('looking that was called off by the console says nothing at all', async () => {
  const stopping = new AbortController()
  const run = async (_order: unknown, signal: AbortSignal): Promise<never> => {
    stopping.abort(new Error('the round is over'))
    throw signal.reason
  }
  const sandbox = { readiness: async () => ({ ready: true, name: 'box' }), run }
  const { parts, copies } = world(1, { sandbox })
  await expect(observeResult(parts, task, dispatch, stopping.signal)).rejects.toThrow('the round is over')
  expect(copies()).toBe(0)
})
