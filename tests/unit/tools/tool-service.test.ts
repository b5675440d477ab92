import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { ToolError } from '../../../main/core/tools/tool.ts'
import { AGENT, refusalOf } from '../../support/gate-world.ts'
import { gateWith, said, systemError, testCall, toolOf } from './test-tool.ts'

describe('an idempotency key', () => {
  it('carries a call out once, and answers with the first outcome ever after', async () => {
    let runs = 0
    const gate = await gateWith(
      toolOf({
        run: () => {
          runs += 1
          return said()
        },
      }),
    )
    const first = await gate.tools.execute(AGENT, testCall())
    const again = await gate.tools.execute(AGENT, testCall())
    expect(again).toEqual({ ...first, replayed: true })
    expect([runs, gate.log.types()]).toEqual([1, ['tool_call_intended', 'tool_call_done', 'tool_call_replayed']])
  })

  it('is refused for another call, and while its own call runs', async () => {
    const gate = await gateWith(toolOf({ run: said }))
    const running = gate.tools.execute(AGENT, testCall())
    expect(await refusalOf(gate.tools.execute(AGENT, testCall()))).toMatchObject({ code: 'tool_call_running' })
    const other = testCall('key-00000001', { word: 'no' })
    expect(await refusalOf(gate.tools.execute(AGENT, other))).toMatchObject({ code: 'idempotency_key_reused' })
    await running
    expect(await refusalOf(gate.tools.execute(AGENT, other))).toMatchObject({ code: 'idempotency_key_reused' })
  })

  it('belongs to its caller: another one may use the same', async () => {
    const gate = await gateWith(toolOf({ run: said }))
    const first = await gate.tools.execute(AGENT, testCall())
    const other = { ...AGENT, actor: { ...AGENT.actor, sub: 'other-agent' } }
    expect((await gate.tools.execute(other, testCall())).call_id).not.toBe(first.call_id)
  })

  it('is not used up by a call that was refused', async () => {
    const gate = await gateWith(toolOf({ run: said }))
    gate.setPolicy({ version: 1, rules: [] })
    expect(await refusalOf(gate.tools.execute(AGENT, testCall()))).toMatchObject({ code: 'policy_denied' })
    gate.setPolicy({ version: 1, rules: [{ id: 'all', match: {}, effect: 'allow' }] })
    expect(await gate.tools.execute(AGENT, testCall())).toMatchObject({ state: 'done', replayed: false })
  })
})

describe('the arguments', () => {
  it('must be whole: what the tool would fill in is not what is shown', async () => {
    const gate = await gateWith(toolOf({ run: said }))
    const refused = await refusalOf(gate.tools.execute(AGENT, testCall('key-00000001', {})))
    expect(refused.extras).toMatchObject({ code: 'args_invalid' })
    expect(String(refused.extras['reason'])).toContain('give all of them')
  })

  it('are at most 64 KiB with the rest of the call', async () => {
    const gate = await gateWith(toolOf({ run: said }))
    const large = testCall('key-00000001', { word: 'ä'.repeat(33_000) })
    expect(await refusalOf(gate.tools.execute(AGENT, large))).toMatchObject({ code: 'payload_too_large' })
    expect(gate.log.types()).toEqual([])
  })
})

describe('a tool that fails', () => {
  it.each([
    [new ToolError('channel_gone', 'The channel is gone', 'Make it again'), 'channel_gone', 'The channel is gone'],
    [systemError('ENOSPC'), 'tool_disk_full', 'The disk is full (ENOSPC).'],
    [systemError('EACCES'), 'tool_permission_denied', 'The system does not permit it (EACCES).'],
    [systemError('ENOENT'), 'tool_program_missing', 'A program or file that the tool needs is missing (ENOENT).'],
    [
      new TypeError('fetch failed', { cause: systemError('ENOTFOUND') }),
      'tool_network_down',
      'The other side cannot be reached (ENOTFOUND).',
    ],
    [
      new Error('secret path /home/anna'),
      'tool_failed',
      'The tool failed in a way that it did not foresee; the log on stderr has it.',
    ],
  ])(
    'is an answer with a code and a remedy, and tells no more than it should: %s',
    async (error, error_code, detail) => {
      const gate = await gateWith(toolOf({ run: () => Promise.reject(error) }))
      const run = await gate.tools.execute(AGENT, testCall())
      expect(run).toMatchObject({ state: 'failed', result: null, failure: { error_code, detail } })
      expect(run.failure?.remediation_hint).not.toBe('')
      expect(gate.log.types()).toEqual(['tool_call_intended', 'tool_call_failed'])
      expect(JSON.stringify(gate.log.events)).not.toContain('/home/anna')
      expect(await gate.tools.execute(AGENT, testCall())).toMatchObject({ state: 'failed', replayed: true })
    },
  )

  it('also when it throws before it promises anything', async () => {
    const gate = await gateWith(
      toolOf({
        run: () => {
          throw new Error('at once')
        },
      }),
    )
    expect(await gate.tools.execute(AGENT, testCall())).toMatchObject({ failure: { error_code: 'tool_failed' } })
  })

  it('by answering something else than it promises', async () => {
    const gate = await gateWith(toolOf({ run: async () => ({ result: { said: 7 } as never, artifacts: [] }) }))
    const run = await gate.tools.execute(AGENT, testCall())
    expect(run).toMatchObject({ state: 'failed', result: null, failure: { error_code: 'tool_result_invalid' } })
  })

  it.each([
    ['nothing at all', undefined],
    ['artifacts that are no list', { result: { said: 'yes' }, artifacts: null }],
    ['a number that JSON cannot say', { result: { said: 'yes', more: 1n }, artifacts: [] }],
  ])('or by answering %s, and its key is free again', async (_what, answer) => {
    const tool = toolOf({ result: z.looseObject({ said: z.string() }) as never, run: async () => answer as never })
    const gate = await gateWith(tool)
    const run = await gate.tools.execute(AGENT, testCall())
    expect(run).toMatchObject({ state: 'failed', result: null, failure: { error_code: 'tool_result_invalid' } })
    expect((await gate.tools.execute(AGENT, testCall())).call_id).toBe(run.call_id)
  })

  it('by taking too long: its signal falls, and nobody waits for it', async () => {
    let aborted: unknown = null
    const gate = await gateWith(
      toolOf({
        run: (_args, { signal }) => {
          signal.addEventListener('abort', () => {
            aborted = signal.reason
          })
          return new Promise(() => undefined)
        },
      }),
    )
    const running = gate.tools.execute(AGENT, testCall())
    await expect.poll(() => gate.log.types()).toEqual(['tool_call_intended'])
    gate.timers.advance(1000)
    expect(await running).toMatchObject({ state: 'failed', failure: { error_code: 'tool_timeout' } })
    expect(aborted).toBeInstanceOf(ToolError)
  })

  it('because the console stops, which waits for its outcome to be recorded', async () => {
    const gate = await gateWith(toolOf({ run: () => new Promise(() => undefined) }))
    const running = gate.tools.execute(AGENT, testCall())
    await expect.poll(() => gate.log.types()).toEqual(['tool_call_intended'])
    await gate.tools.close()
    expect(gate.log.types()).toEqual(['tool_call_intended', 'tool_call_failed'])
    expect(await running).toMatchObject({ failure: { error_code: 'tool_stopped' } })
    expect(await refusalOf(gate.tools.execute(AGENT, testCall('key-00000002')))).toMatchObject({
      code: 'shutting_down',
    })
  })

  it('leaves no timer behind', async () => {
    const gate = await gateWith(toolOf({ run: said }))
    await gate.tools.execute(AGENT, testCall())
    expect(gate.timers.waiting()).toBe(0)
  })
})
