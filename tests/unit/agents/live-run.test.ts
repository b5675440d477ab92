import { expect, it } from 'vitest'
import { AgentLimits } from '../../../contract/agent.ts'
import { createLiveRun, endSoon, overLimit, tooMuchOutput } from '../../../main/core/agents/live-run.ts'
import { agentRun } from '../../support/agent-run.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

const used = { turns: 5, input_tokens: 60, output_tokens: 40, cost_usd: 2 }

it.each([
  ['turns', { turns: 4 }, 'It took 5 turns; 4 are allowed.'],
  ['tokens', { tokens: 99 }, 'It used 100 tokens; 99 are allowed.'],
  ['cost_usd', { cost_usd: 1.5 }, 'It cost 2 USD; 1.5 are allowed.'],
])('a run over its limit of %s is told so', (name, given, detail) => {
  const cause = overLimit(used, AgentLimits.parse(given))
  expect(cause).toMatchObject({ state: 'limit_reached', detail })
  expect(cause?.remediation_hint).toContain(`limits.${name}`)
})

it('a run that is just at its limits, or has none, goes on', () => {
  expect(overLimit(used, AgentLimits.parse({ turns: 5, tokens: 100, cost_usd: 2 }))).toBeNull()
  expect(overLimit(used, AgentLimits.parse({ turns: null, tokens: null }))).toBeNull()
  expect(overLimit({ ...used, cost_usd: null }, AgentLimits.parse({ cost_usd: 0 }))).toBeNull()
})

it('the first cause of an end holds', () => {
  const live = createLiveRun(agentRun())
  expect(live.cause).toBeNull()
  live.end(tooMuchOutput())
  live.end({ state: 'stopped', detail: 'later', error_code: null, remediation_hint: null })
  expect(live.cause).toMatchObject({ state: 'limit_reached', error_code: 'limit_reached' })
  expect(live.signal.aborted).toBe(true)
})

it('a run may end by itself for a while, and is ended then', async () => {
  const timers = createManualTimers(0)
  const cause = { state: 'stopped' as const, detail: 'enough', error_code: null, remediation_hint: null }
  const [slow, quick] = [createLiveRun(agentRun()), createLiveRun(agentRun())]
  const ending = [endSoon(slow, cause, 1000, timers), endSoon(quick, cause, 1000, timers)]
  quick.finish()
  await ending[1]
  timers.advance(999)
  expect(slow.signal.aborted).toBe(false)
  timers.advance(1)
  expect([slow.signal.aborted, quick.signal.aborted]).toEqual([true, false])
  slow.finish()
  await ending[0]
})
