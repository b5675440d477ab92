import { expect, it } from 'vitest'
import { AgentSettings } from '../../../contract/agent.ts'
import { createAgentReadiness } from '../../../main/core/agents/agent-readiness.ts'

const clock = { now: () => 0 }
const port = { probe: async () => ({ state: 'ready' as const, detail: 'there', remediation_hint: null }) }
const ports = { codex: port, script: port } as never

it('an agent whose limit of cost cannot be held is not there; without that limit it is', async () => {
  const readiness = createAgentReadiness(ports, clock)
  const codex = (cost_usd: number | null) => AgentSettings.parse({ kind: 'codex', limits: { cost_usd } })
  expect(readiness.of('a', codex(1))).toMatchObject({
    state: 'unavailable',
    remediation_hint: expect.stringContaining('limits.tokens'),
  })
  await expect.poll(() => readiness.of('b', codex(null)).state).toBe('ready')
  const script = AgentSettings.parse({ kind: 'script', command: ['x'], limits: { cost_usd: 1 } })
  await expect.poll(() => readiness.of('c', script).state).toBe('ready')
  readiness.close()
})
