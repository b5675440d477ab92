import { describe, it } from 'vitest'
import { agentProgram, OPENCLAW_ASKED } from '../../scripts/agent-programs.ts'
import { expectWholeTask } from '../support/agents/whole-task.ts'

const program = process.env[OPENCLAW_ASKED] === '1' ? agentProgram('openclaw') : null

describe.skipIf(program === null)('a task that is given to OpenClaw', () => {
  it('is done wrong, rejected by a reviewer, done right, found VERIFIED, and approved by a person', async () => {
    await expectWholeTask({ kind: 'openclaw', mode: 'exec', program, model: 'mock/mock-1' })
  })
})
