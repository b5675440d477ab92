import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AgentSettings } from '../../../contract/agent.ts'
import { Dispatch } from '../../../contract/protocol.ts'
import type { AgentOrder } from '../../../main/core/agents/agent-port.ts'
import { temporaryFolder } from '../data-root.ts'

export const KEY = 'sk-test-not-to-be-seen'

/** Folders, a secret and an order for one run of an agent of these settings. */
export async function agentOrder(
  settings: Readonly<Record<string, unknown>>,
  modelUrl: string,
  over: Partial<AgentOrder> = {},
): Promise<AgentOrder> {
  const folder = await temporaryFolder()
  const [workspace, state_folder] = [join(folder, 'workspace'), join(folder, 'state')]
  for (const path of [workspace, join(state_folder, 'secrets')]) await mkdir(path, { recursive: true })
  await writeFile(join(state_folder, 'secrets', 'MODEL_KEY'), KEY, { mode: 0o600 })
  // What a console keeps beside them.
  await mkdir(join(folder, 'secrets'))
  await writeFile(join(folder, 'secrets', 'jwt-secret'), 'console-secret-not-to-be-seen')
  await writeFile(join(state_folder, 'token'), 'token-not-to-be-seen', { mode: 0o600 })
  const given = AgentSettings.parse({
    ...{ secrets: ['MODEL_KEY'], ...settings },
    environment: {
      OPENAI_BASE_URL: modelUrl,
      // The programs are scripts that begin with the node of the path.
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    },
  })
  return {
    ...{
      run_id: randomBytes(6).toString('hex'),
      task_id: 'task-1',
      title: 'Greet',
      request_text: 'Write hello.txt',
      role: 'executor',
    },
    ...{ settings: given, limits: given.limits, review: null, workspace, state_folder },
    ...{ token: 'token-not-to-be-seen', console_url: null, dispatch: aDispatch({}) },
    ...over,
  }
}

export const aDispatch = (over: Readonly<Record<string, unknown>>): Dispatch =>
  Dispatch.parse({
    ...{
      dispatch_id: 'abcdef012345',
      round: 1,
      agent: 'codex',
      reviewer: null,
      issues: [],
      request_sha256: 'a'.repeat(64),
    },
    acceptance_criteria: [
      { criterion_id: 'c1', text: 'hello.txt says "hello" — nothing else' },
      { criterion_id: 'c2', text: 'test.sh shows it', check: { argv: ['sh', 'test.sh'], timeout_seconds: 10 } },
    ],
    ...{ declared_scope: ['hello.txt', 'test.sh'], dispatched_at: '2026-01-01T00:00:00.000Z', dispatched_by: 'test' },
    ...{ ack_by: '2026-01-01T00:02:00.000Z', deadline: '2026-01-01T01:00:00.000Z' },
    ...{ review_seconds: 60, heartbeat_seconds: 60 },
    ...over,
  })
