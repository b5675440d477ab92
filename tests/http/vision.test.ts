import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { EvidenceList } from '../../contract/evidence.ts'
import { Problem } from '../../contract/problem.ts'
import { ToolList, ToolRun } from '../../contract/tool.ts'
import { openEvidenceFiles } from '../../main/adapters/files/evidence-files.ts'
import { openSecretFiles } from '../../main/adapters/secrets/secret-files.ts'
import { NO_DESKTOP } from '../../main/core/access/sealer.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

const KEY = 'sk-very-secret-0123456789'
const ALLOW = 'version: 1\nrules:\n  - id: all\n    match:\n      tools: [vision.describe]\n    effect: allow\n'

/** An endpoint on this machine that says how many pictures it was sent. */
async function startEndpoint() {
  const keys: (string | undefined)[] = []
  const server = createServer(async (request, response) => {
    for await (const _part of request);
    keys.push(request.headers.authorization)
    response.end(JSON.stringify({ model: 'm', choices: [{ message: { content: `A receipt. Your key is ${KEY}.` } }] }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { keys, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` }
}

async function started(files: Readonly<Record<string, string>>): Promise<{ app: RunningApp; correlation_id: string }> {
  const dataRoot = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dataRoot, name), text)
  const app = await startApp({ dataRoot, env: { VISION_API_KEY: KEY } })
  const made = await app.call('POST', '/api/tasks', 'admin', { task_id: 't1', request_text: 'Look' })
  return { app, correlation_id: ((await made.json()) as { correlation_id: string }).correlation_id }
}

/** Puts a file into the evidence of the task, and answers its sha256. */
async function keep(app: RunningApp, correlation_id: string, path: string, media_type: string): Promise<string> {
  const evidence = openEvidenceFiles({
    folder: join(app.config.data_root, 'audit', 'evidence'),
    keys: await openSecretFiles(app.config.data_root).auditKeys(NO_DESKTOP, 'auto'),
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    grown: () => undefined,
  })
  const bytes = Buffer.from(`what is in ${path}`)
  const captured_at = '2026-03-01T10:00:00.000Z'
  const draft = { package_id: `of-${path}`, task_id: 't1', correlation_id, created_at: captured_at }
  await evidence.keep({ ...draft, artifacts: [{ path, bytes, media_type, captured_at, source: 'test', link: null }] })
  return sha256(bytes)
}

const callFor = (correlation_id: string, artifact_sha256: string) => ({
  ...{ tool: 'vision.describe', args: { artifact_sha256, prompt: 'What is it?' }, task_id: 't1', correlation_id },
  ...{ side_effect_level: 'external_notify', idempotency_key: 'describe-0001' },
})

it('is off without settings, so that nobody is asked; with them a picture leaves only with an approval by the built-in policy', async () => {
  const { app, correlation_id } = await started({})
  const listed = ToolList.parse(await (await app.call('GET', '/api/tools', 'observer')).json())
  const tool = listed.items.find((one) => one.tool === 'vision.describe')
  expect(tool).toMatchObject({
    side_effect_level: 'external_notify',
    status: { state: 'off', source: 'known from the settings' },
  })
  const refused = await app.call('POST', '/api/tools/execute', 'tool_runner', callFor(correlation_id, 'a'.repeat(64)))
  expect(Problem.parse(await refused.json())).toMatchObject({ error_code: 'policy_denied', code: 'tool_off' })
  const tools = { vision: { endpoint: 'http://127.0.0.1:9/v1', model: 'm' } }
  const other = await started({ 'config.json': JSON.stringify({ tools }) })
  const call = callFor(other.correlation_id, 'a'.repeat(64))
  const asked = Problem.parse(await (await other.app.call('POST', '/api/tools/execute', 'tool_runner', call)).json())
  expect(asked).toMatchObject({ error_code: 'policy_denied', code: 'approval_needed' })
})

it('asks the endpoint once, keeps its words as reported, and leaves the key in no answer, no line and no file', async () => {
  const { keys, url } = await startEndpoint()
  const tools = { vision: { endpoint: url, model: 'm' } }
  const { app, correlation_id } = await started({ 'policy.yaml': ALLOW, 'config.json': JSON.stringify({ tools }) })
  const artifact = await keep(app, correlation_id, 'a.png', 'image/png')
  const answer = await app.call('POST', '/api/tools/execute', 'tool_runner', callFor(correlation_id, artifact))
  const run = ToolRun.parse(await answer.json())
  expect(run).toMatchObject({ state: 'done', result: { text: 'A receipt. Your key is [key].', trust: 'reported' } })
  expect(keys).toEqual([`Bearer ${KEY}`])
  const { items } = EvidenceList.parse(await (await app.call('GET', '/api/tasks/t1/evidence', 'observer')).json())
  const described = items.find(({ package_id }) => package_id === run.call_id)
  expect(described).toMatchObject({ state: 'whole', artifacts: [{ trust: 'reported', parent_sha256: artifact }] })
  await app.stop()
  const holders = readdirSync(app.config.data_root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(KEY))
    .map(({ name }) => name)
  expect(holders).toEqual([])
})

it('takes an artifact of the task that is a picture and nothing else', async () => {
  const { keys, url } = await startEndpoint()
  const tools = { vision: { endpoint: url, model: 'm' } }
  const { app, correlation_id } = await started({ 'policy.yaml': ALLOW, 'config.json': JSON.stringify({ tools }) })
  const execute = async (call: object): Promise<ToolRun> =>
    ToolRun.parse(await (await app.call('POST', '/api/tools/execute', 'tool_runner', call)).json())
  const nothing = await execute(callFor(correlation_id, 'a'.repeat(64)))
  expect(nothing.failure?.error_code).toBe('artifact_not_found')
  const receipt = await keep(app, correlation_id, 'receipt.json', 'application/json')
  const text = await execute({ ...callFor(correlation_id, receipt), idempotency_key: 'describe-0002' })
  expect(text.failure?.error_code).toBe('media_unsupported')
  expect(keys).toEqual([])
})
