import { describe, expect, it } from 'vitest'
import type { ToolStatus } from '../../../contract/tool.ts'
import { type Tool, ToolError } from '../../../main/core/tools/tool.ts'
import { AGENT, callOf, type GateConsole, type GateWorld, person, refusalOf } from '../../support/gate-world.ts'
import { gateWith, said, toolOf } from './test-tool.ts'

const HINT = 'Set tools.test.endpoint in config.json.'
const HIDDEN = `\u202E${'x'.repeat(300)}`

/** A tool that needs an approval, whose state is what the test says at each moment. */
function turnable(given: Partial<Tool> = {}) {
  const runs: string[] = []
  const now: { state: ToolStatus['state'] } = { state: 'ready' }
  const tool = toolOf({
    ...{ side_effect_level: 'external_publish', summary: () => `Send it ${HIDDEN}` },
    status: () => ({
      ...{ state: now.state, detail: 'No endpoint is set.', remediation_hint: HINT },
      ...{ source: 'known from the settings', checked_at: null },
    }),
    run: (_args, { call_id }) => {
      runs.push(call_id)
      return said()
    },
    ...given,
  })
  return { tool, now, runs }
}

const call = (key = 'key-00000001') => callOf({ tool: 'test.tool', args: { word: 'yes' }, key })

async function approved(gate: GateWorld & GateConsole): Promise<string> {
  const { extras } = await refusalOf(gate.tools.execute(AGENT, call()))
  const { approval_id, subject_sha256 } = gate.approvals.get(String(extras['approval_id']))
  await gate.approvals.decide(person('anna'), approval_id, { decision: 'approve', subject_sha256 })
  return approval_id
}

describe('a tool that is off', () => {
  it.each(['external_publish', 'external_notify', 'local_write'] as const)(
    'has nobody asked for it (%s): the call is denied, and told what to set',
    async (side_effect_level) => {
      const { tool, now } = turnable({ side_effect_level })
      now.state = 'off'
      const gate = await gateWith(tool)
      const refused = await refusalOf(gate.tools.execute(AGENT, { ...call(), side_effect_level }))
      expect(refused).toMatchObject({ code: 'policy_denied', extras: { code: 'tool_off', approval_id: null } })
      expect(refused.extras['reason']).toContain('test.tool is off')
      expect(refused.extras['reason']).toContain(HINT)
      expect(refused.extras['remediation_hint']).toContain('identical call')
      expect(gate.approvals.waiting()).toEqual([])
      expect(gate.log.types()).toEqual(['policy_denied'])
      now.state = 'ready'
      const asked = await refusalOf(gate.tools.execute(AGENT, { ...call(), side_effect_level }))
      expect(asked.extras).toMatchObject({ code: 'approval_needed' })
    },
  )

  it('does not use up the approval that it got while it was on', async () => {
    const { tool, now, runs } = turnable()
    const gate = await gateWith(tool)
    const approval_id = await approved(gate)
    now.state = 'off'
    expect(await gate.tools.execute(AGENT, call())).toMatchObject({
      ...{ state: 'failed', approval_id: null },
      failure: {
        error_code: 'tool_off',
        detail: expect.stringContaining('did not begin'),
        remediation_hint: expect.stringContaining(HINT),
      },
    })
    expect(gate.approvals.get(approval_id)).toMatchObject({ state: 'approved' })
    now.state = 'ready'
    expect(await gate.tools.execute(AGENT, call('key-00000002'))).toMatchObject({ state: 'done', approval_id })
    expect(runs).toHaveLength(1)
  })

  it('says so itself when no approval is needed', async () => {
    const run = (): Promise<never> => Promise.reject(new ToolError('test_off', 'Off.', HINT))
    const { tool, now } = turnable({ side_effect_level: 'read_only', run })
    now.state = 'off'
    const gate = await gateWith(tool)
    const told = await gate.tools.execute(AGENT, { ...call(), side_effect_level: 'read_only' })
    expect(told).toMatchObject({ failure: { error_code: 'test_off' } })
  })

  it('is denied like every other call to publish when its state cannot be told', async () => {
    const status = (): never => {
      throw new Error('secret path /home/anna')
    }
    const gate = await gateWith(turnable({ status }).tool)
    const refused = await refusalOf(gate.tools.execute(AGENT, call()))
    expect(refused).toMatchObject({ code: 'policy_denied', extras: { code: 'decision_failed' } })
  })
})

describe('a tool that is ready, and says that it cannot begin now', () => {
  it('does not use the approval up', async () => {
    let isFull = false
    const full = new ToolError('quota_used_up', 'None left. The tool did not begin.', 'Wait.')
    const { tool, runs } = turnable({ notNow: () => (isFull ? full : null) })
    const gate = await gateWith(tool)
    const approval_id = await approved(gate)
    isFull = true
    expect(await gate.tools.execute(AGENT, call())).toMatchObject({ failure: { error_code: 'quota_used_up' } })
    expect(gate.approvals.get(approval_id)).toMatchObject({ state: 'approved' })
    isFull = false
    expect(await gate.tools.execute(AGENT, call('key-00000002'))).toMatchObject({ state: 'done', approval_id })
    expect(runs).toHaveLength(1)
  })
})

describe('what is asked of a person', () => {
  it.each([
    ['ready', /^Send it/],
    ['unavailable', /^Unavailable now: Send it/],
    ['unknown', /^Not known yet whether it is there: Send it/],
  ] as const)('says in its one line when the tool is not known to be there: %s', async (state, words) => {
    const { tool, now } = turnable()
    now.state = state
    const gate = await gateWith(tool)
    await refusalOf(gate.tools.execute(AGENT, call()))
    const [asked] = gate.approvals.waiting()
    expect(asked?.what).toMatch(words)
    expect(asked?.what).not.toContain('\u202E')
    expect([...(asked?.what ?? '')].length).toBeLessThanOrEqual(200)
  })
})
