import { expect, it } from 'vitest'
import { ToolError } from '../../../main/core/tools/tool.ts'
import { AGENT, callOf } from '../../support/gate-world.ts'
import { gateWith, toolOf } from './test-tool.ts'

const CALL = { ...callOf({}), tool: 'test.tool' as const, side_effect_level: 'read_only' as const, args: { word: 'x' } }
const ADMIN = { actor: { sub: 'operator:ada', scopes: ['admin' as const], door: 'cli' as const }, correlation_id: 'r9' }
const OTHER = { actor: { sub: 'other', scopes: ['tool_runner' as const], door: 'http' as const }, correlation_id: 'r8' }

/** A tool that runs until its signal falls, and then leaves half a file. */
function endless() {
  const begun = Promise.withResolvers<void>()
  const tool = toolOf({
    grace_ms: 5000,
    timeout_ms: 1_000_000,
    run: async (_args, { signal, progress }) => {
      progress(0.5, 'half of it')
      begun.resolve()
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut')))).catch(
        (cause) => {
          const half = {
            path: 'half.txt',
            bytes: Buffer.from('ha'),
            media_type: 'text/plain',
            captured_at: '2026-01-31T09:30:00.000Z',
          }
          throw new ToolError('half', 'half', 'none', {
            cause,
            artifacts: [{ ...half, source: 'test', link: null, partial: true }],
          })
        },
      )
      return { result: { said: '' }, artifacts: [] }
    },
  })
  return { tool, begun: begun.promise }
}

it('a call that is cancelled fails as such, keeps what the tool leaves, and says in the log who ended it and why', async () => {
  const { tool, begun } = endless()
  const gate = await gateWith(tool)
  const running = gate.tools.execute(AGENT, CALL)
  await begun
  const call_id = gate.log.events.find(({ type }) => type === 'tool_call_intended')?.data['run'] as { call_id: string }
  await gate.tools.cancel(ADMIN, call_id.call_id, 'enough')
  const run = await running
  expect(run).toMatchObject({ state: 'failed', failure: { error_code: 'tool_cancelled' } })
  expect(run.evidence).toHaveLength(1)
  expect(gate.log.events.find(({ type }) => type === 'tool_call_cancelled')).toMatchObject({
    actor: { sub: 'operator:ada' },
    data: { reason: 'enough' },
  })
})

it('a call of somebody else cannot be ended by a tool_runner, and one that does not run by nobody', async () => {
  const { tool, begun } = endless()
  const gate = await gateWith(tool)
  const running = gate.tools.begin(AGENT, CALL)
  await begun
  const { call_id, state } = await running
  expect(state).toBe('running')
  await expect(gate.tools.cancel(OTHER, call_id, 'mine')).rejects.toMatchObject({ code: 'scope_insufficient' })
  await expect(gate.tools.cancel(ADMIN, 'call-0', 'none')).rejects.toMatchObject({ code: 'tool_call_not_running' })
  await gate.tools.cancel(AGENT, call_id, 'done with it')
})

it('so many runs of a tool at once are taken, and no more: the next ones fail without having begun', async () => {
  let begun = 0
  const open = Promise.withResolvers<void>()
  const tool = toolOf({
    run: async () => {
      begun += 1
      await open.promise
      return { result: { said: 'x' }, artifacts: [] }
    },
  })
  const gate = await gateWith(tool)
  const call = (key: string) => gate.tools.execute(AGENT, { ...CALL, idempotency_key: key })
  const all = Array.from({ length: 40 }, (_, index) => call(`flood-${index}`))
  await expect.poll(() => gate.log.events.filter(({ type }) => type === 'tool_call_failed').length).toBe(24)
  expect(begun).toBe(16)
  open.resolve()
  const runs = await Promise.all(all)
  expect(runs.filter(({ state }) => state === 'done')).toHaveLength(16)
  expect(runs.filter(({ failure }) => failure?.error_code === 'tool_busy')).toHaveLength(24)
  expect(await call('afterwards')).toMatchObject({ state: 'done' })
})
