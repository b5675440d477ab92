import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { AuditPage } from '../../contract/audit-event.ts'
import { EvidenceList } from '../../contract/evidence.ts'
import { ToolRun, ToolRunPage } from '../../contract/tool.ts'
import { runCli } from '../../main/cli/run-cli.ts'
import { capturedTerminal } from '../support/captured-terminal.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { type Service, startService } from '../support/service.ts'

const PRELOAD = pathToFileURL(join(import.meta.dirname, '../support/slow-tool-preload.ts')).href

/** The service with the slow tool. */
async function start(dataRoot: string): Promise<Service> {
  const service = await startService({ dataRoot, flags: [], env: { NODE_OPTIONS: `--import ${PRELOAD}` } })
  onTestFinished(() => void service.child.kill('SIGKILL'))
  return service
}

async function tokenFor(dataRoot: string): Promise<string> {
  const { terminal, out } = capturedTerminal()
  await runCli(['token', 'create', '--scope', 'admin', '--data-root', dataRoot], terminal)
  return out.at(-1) ?? ''
}

function callerOf({ url }: Service, token: string) {
  return async (method: string, path: string, data?: unknown, prefer?: string): Promise<unknown> => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(prefer ? { prefer } : {}),
    }
    const body = data === undefined ? null : JSON.stringify(data)
    return (await fetch(url + path, { method, headers, body })).json()
  }
}

it('a call that was running when the console was killed is taken up by the next one, once, with its work and its evidence', async () => {
  const dataRoot = await temporaryFolder()
  const first = await start(dataRoot)
  const token = await tokenFor(dataRoot)
  const ask = callerOf(first, token)
  const task = (await ask('POST', '/api/tasks', { task_id: 't1', request_text: 'Wait' })) as { correlation_id: string }
  const { correlation_id } = task
  const call = {
    ...{ tool: 'slow.wait', args: { gate: join(dataRoot, 'no-gate') }, side_effect_level: 'read_only' },
    ...{ task_id: 't1', correlation_id, idempotency_key: 'key-00000001' },
  }
  const begun = ToolRun.parse(await ask('POST', '/api/tools/execute', call, 'respond-async'))
  const work = join(dataRoot, 'audit', 'work')
  await expect.poll(() => readdir(join(work, begun.call_id)).catch(() => [])).toEqual(['half.txt'])
  // Something that the crash left half-written beside it.
  await writeFile(join(dataRoot, 'audit', 'evidence', '.tmp-left'), 'half')
  await first.stop('SIGKILL')

  const second = await start(dataRoot)
  const askAgain = callerOf(second, token)
  const page = async () => ToolRunPage.parse(await askAgain('GET', '/api/tool-calls')).items
  await expect.poll(async () => (await page()).map(({ state }) => state)).toEqual(['done'])
  const [run] = await page()
  expect(run).toMatchObject({ call_id: begun.call_id, result: { how: 'recover', word: 'half' } })
  expect(run?.evidence).toHaveLength(1)
  const { items } = EvidenceList.parse(await askAgain('GET', '/api/tasks/t1/evidence'))
  expect(items).toMatchObject([{ package_id: begun.call_id, state: 'whole', artifacts: [{ path: 'done.txt' }] }])
  const lines = AuditPage.parse(await askAgain('GET', `/api/audit?correlation_id=${correlation_id}&requests=false`))
  const types = lines.items.map(({ type }) => type).filter((type) => type.startsWith('tool_call_'))
  expect(types).toEqual(['tool_call_intended', 'tool_call_resumed', 'tool_call_done'])
  await expect.poll(() => readdir(work)).toEqual([])
  expect(await readdir(join(dataRoot, 'audit', 'evidence'))).not.toContain('.tmp-left')
  expect(second.stderr()).toContain('unfinished evidence of an earlier run was removed')

  const again = ToolRun.parse(await askAgain('POST', '/api/tools/execute', call))
  expect(again).toMatchObject({ call_id: begun.call_id, replayed: true, state: 'done' })
})
