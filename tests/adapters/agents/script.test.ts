import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { AgentLimits, AgentSettings, type AgentUsage } from '../../../contract/agent.ts'
import { Dispatch } from '../../../contract/protocol.ts'
import { createScriptAgent } from '../../../main/adapters/agents/script/script-agent.ts'
import { readSaidLine } from '../../../main/adapters/agents/script/script-messages.ts'
import type { AgentAnswer, AgentMessage, AgentOrder } from '../../../main/core/agents/agent-port.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const never = new AbortController().signal

const dispatch = Dispatch.parse({
  ...{
    dispatch_id: '9f2c4e1ab03d',
    round: 1,
    agent: 'mine',
    reviewer: null,
    issues: [],
    request_sha256: 'a'.repeat(64),
  },
  ...{ acceptance_criteria: [{ criterion_id: 'c1', text: 'It works' }], declared_scope: ['src/'] },
  ...{ dispatched_at: '2026-01-01T00:00:00.000Z', dispatched_by: 'operator' },
  ...{ ack_by: '2026-01-01T00:02:00.000Z', deadline: '2026-01-01T01:00:00.000Z' },
  ...{ review_seconds: 60, heartbeat_seconds: 60 },
})

async function runScript(lines: readonly string[], answers: readonly AgentAnswer[]) {
  const folder = await temporaryFolder()
  const file = join(folder, 'program.mjs')
  await writeFile(file, lines.join('\n'))
  const settings = AgentSettings.parse({ kind: 'script', command: [process.execPath, file] })
  const order: AgentOrder = {
    ...{ run_id: 'aaaaaaaa1111', task_id: 't1', title: 'T', request_text: 'R', role: 'executor', settings },
    ...{ limits: AgentLimits.parse({}), dispatch, review: null, workspace: folder, state_folder: folder },
    ...{ token: 'secret-token', console_url: null },
  }
  const heard = { messages: [] as AgentMessage[], output: [] as string[], used: [] as AgentUsage[] }
  const left = [...answers]
  const exit = await createScriptAgent().run(
    order,
    {
      processStarted: async () => undefined,
      say: async (message) => {
        heard.messages.push(message)
        return left.shift() ?? { ok: true }
      },
      output: (stream, line) => void heard.output.push(`${stream}: ${line}`),
      used: (usage) => void heard.used.push(usage),
    },
    never,
  )
  return { exit, ...heard }
}

/** Reads its lines one after the other. */
const READING = [
  `import { createInterface } from 'node:readline'`,
  `const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()`,
  `const read = async () => JSON.parse((await lines.next()).value)`,
  `const say = (message) => console.log(JSON.stringify(message))`,
]

it('a program gets its dispatch, says its messages one after the other and gets an answer to each', async () => {
  const { exit, messages, used, output } = await runScript(
    [
      ...READING,
      `const { type, dispatch, token_file } = await read()`,
      `const { dispatch_id, acceptance_criteria, declared_scope } = dispatch`,
      `say({ type: 'ack', dispatch_id, acceptance_criteria, declared_scope: ['elsewhere/'] })`,
      `const refused = await read()`,
      `say({ type: 'log', text: [type, token_file.endsWith('/token'), refused.to, refused.error_code].join(' ') })`,
      `console.log('just words')`,
      `say({ type: 'usage', turns: 1, input_tokens: 2, output_tokens: 3 })`,
      `say({ type: 'heartbeat', dispatch_id })`,
      `say({ type: 'heartbeat', dispatch_id, why: 1 })`,
      `say({ type: 'log', text: (await read()).ok + ' ' + (await read()).error_code })`,
      `process.exit()`,
    ],
    [{ ok: false, error_code: 'ack_mismatch', detail: 'd', remediation_hint: 'h', difference: [] }],
  )
  expect(exit).toMatchObject({ ok: true, exit_code: 0, error_code: null })
  expect(messages).toEqual([
    { type: 'ack', body: { ...echo, declared_scope: ['elsewhere/'] } },
    { type: 'heartbeat', body: { dispatch_id: dispatch.dispatch_id, note: '' } },
  ])
  expect(used).toEqual([{ turns: 1, input_tokens: 2, output_tokens: 3, cost_usd: null }])
  expect(output.filter((line) => line.startsWith('stdout'))).toEqual([
    ...['stdout: dispatch true ack ack_mismatch', 'stdout: just words', 'stdout: true validation_failed'],
  ])
})

const { dispatch_id, acceptance_criteria, declared_scope } = dispatch
const echo = { dispatch_id, acceptance_criteria, declared_scope }

it('the input of a program ends once its result was taken', async () => {
  const { exit, output } = await runScript(
    [
      ...READING,
      `const { dispatch } = await read()`,
      `const work_log = [{ entry_id: 'w1', started_at: new Date().toISOString() }]`,
      `say({ type: 'result', dispatch_id: dispatch.dispatch_id, work_log })`,
      `await read()`,
      `console.log((await lines.next()).done)`,
    ],
    [],
  )
  expect([exit.ok, output.at(-1)]).toEqual([true, 'stdout: true'])
})

it('says how a program failed, in its own last words', async () => {
  const { exit } = await runScript([`console.error('no such model'); process.exit(7)`], [])
  expect(exit).toMatchObject({ ok: false, exit_code: 7, error_code: 'program_failed' })
  expect(exit.detail).toBe('It ended with 7. It said: no such model')
})

it('is ready when its program can be run, and never by a path that means another file in every workspace', async () => {
  const probe = (name: string) =>
    createScriptAgent().probe(AgentSettings.parse({ kind: 'script', command: [name] }), never)
  expect(await probe(process.execPath)).toMatchObject({ state: 'ready' })
  expect(await probe('sh')).toMatchObject({ state: 'ready', detail: expect.stringMatching(/^\/.*\/sh$/) })
  for (const name of ['./run.sh', '/nowhere/at/all', 'no-such-program-anywhere', import.meta.dirname])
    expect(await probe(name)).toMatchObject({ state: 'unavailable' })
})

it.each([
  ['words', 'hello'],
  ['words', '{"a":1}'],
  ['words', '{not json'],
  ['words', `{"type":"ack","declared_scope":${'['.repeat(50_000)}`],
  ['wrong', '{"type":"approve"}'],
  ['wrong', '{"type":"ack"}'],
  ['log', '{"type":"log","text":"x"}'],
])('a line is taken as %s: %.40s', (kind, line) => {
  expect(readSaidLine(line)).toMatchObject({ kind })
})
