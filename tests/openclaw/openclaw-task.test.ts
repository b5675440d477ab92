import { describe, it } from 'vitest'
import { neededProgram } from '../../scripts/agent-programs.ts'
import { startOpenclawGateway } from '../support/agents/openclaw-gateway.ts'
import { expectWholeTask } from '../support/agents/whole-task.ts'

const program = neededProgram('openclaw')

describe('a task that is given to OpenClaw', () => {
  it('is done wrong, rejected by a reviewer, done right, found VERIFIED, and approved by a person', async () => {
    await expectWholeTask({ kind: 'openclaw', mode: 'exec', program, model: 'mock/mock-1' })
  })

  it('is the same through a gateway', async () => {
    await expectWholeTask(async (modelUrl) => {
      const { url } = await startOpenclawGateway(program, modelUrl, true)
      return { kind: 'openclaw', mode: 'gateway', gateway_url: url, secrets: ['GATEWAY_TOKEN'] }
    })
  })
})
