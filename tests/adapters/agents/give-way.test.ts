import { getPriority } from 'node:os'
import { expect, it } from 'vitest'
import { agentEnvironment } from '../../../main/adapters/agents/process/agent-environment.ts'
import { startAgentProcess } from '../../../main/adapters/agents/process/agent-process.ts'
import { temporaryFolder } from '../../support/data-root.ts'

it('an agent, and what it starts, gives way to the console', async () => {
  const folder = await temporaryFolder()
  const lines: string[] = []
  const parent = `const { spawnSync } = require('node:child_process')
    process.stdin.once('data', () => {
      process.stdout.write(spawnSync(process.execPath, ['-p', 'require("node:os").getPriority()'], { encoding: 'utf8' }).stdout)
      console.log(require('node:os').getPriority())
      process.exit()
    })`
  const agent = startAgentProcess(
    {
      ...{ argv: [process.execPath, '-e', parent], cwd: folder, run_id: 'givewayrun01', input: 'open' },
      ...{ env: agentEnvironment('givewayrun01', folder, {}), max_line: 1000, max_output_bytes: 10_000 },
      ...{ patience_ms: 10_000, onStarted: async () => undefined },
      onLine: (_, line) => void lines.push(line),
    },
    new AbortController().signal,
  )
  agent.write('go')
  await agent.ended
  expect(lines).toHaveLength(2)
  for (const line of lines) expect(Number(line)).toBeGreaterThan(getPriority())
})
