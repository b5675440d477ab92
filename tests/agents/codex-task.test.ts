import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { neededProgram } from '../../scripts/agent-programs.ts'
import { startAgentConsole } from '../support/agents/agent-console.ts'
import { KEY } from '../support/agents/agent-order.ts'
import { GREETING, greetingModel } from '../support/agents/greeting-task.ts'
import { askedTurn } from '../support/agents/told-model.ts'
import { expectWholeTask } from '../support/agents/whole-task.ts'

const program = neededProgram('codex')
const settings = { kind: 'codex', program, model: 'mock-1' }

describe('a task that is given to Codex', () => {
  it('is done wrong, rejected by a reviewer, done right, found VERIFIED, and approved by a person', async () => {
    await expectWholeTask(settings)
  })

  it('is not begun when the model repeats another scope than it was given', async () => {
    const console = await startAgentConsole(settings, (request) => {
      if (askedTurn(request).kind !== 'Echo') return greetingModel(request)
      const held = { ...GREETING, declared_scope: [...GREETING.declared_scope, '/etc/'] }
      return { say: JSON.stringify(held) }
    })
    await console.dispatch(GREETING)
    await expect.poll(async () => (await console.view()).rounds[0]?.ended?.reason).toBe('ack_mismatch')
    await expect.poll(async () => (await console.runs())[0]?.state).toBe('failed')
    expect(console.model.requests.map((request) => askedTurn(request).kind)).toEqual(['Echo'])
    const [run] = await console.runs()
    expect(run).toMatchObject({ error_code: 'ack_mismatch', usage: { turns: 1 } })
  })

  it('sees nothing of what the console keeps, and is ended, with its round, when it has used up more than it may', async () => {
    // From the workspace to the folder of the console.
    const up = '../../../../../..'
    const peek = `ls ${up}/audit/work; cat ${up}/secrets/jwt-secret ${up}/secrets/outside/* ${up}/config.json ${up}/ssot/*; true`
    const console = await startAgentConsole({ ...settings, limits: { tokens: 1000 } }, (request) => {
      if (askedTurn(request).kind !== 'Work') return greetingModel(request)
      return request.results.length === 0 ? { run: peek } : { run: 'sleep 3', usage: { input: 900, output: 200 } }
    })
    await console.dispatch(GREETING)
    await expect.poll(async () => (await console.view()).rounds[0]?.ended?.reason).toBe('agent_failed')
    await expect.poll(async () => (await console.runs())[0]?.state).toBe('limit_reached')
    const [heard = ''] = console.model.requests.flatMap(({ results }) => results)
    // It is the right place that it looked in.
    expect(heard).toMatch(/^agents$/m)
    expect(heard.match(/Permission denied|No such file/g)?.length).toBeGreaterThanOrEqual(4)
    for (const secret of [KEY, await readFile(join(console.dataRoot, 'secrets', 'jwt-secret'), 'utf8')])
      expect(heard).not.toContain(secret.trim())
  })
})
