import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EvidenceList } from '../../contract/evidence.ts'
import { Problem } from '../../contract/problem.ts'
import { ToolRun, ToolRunPage } from '../../contract/tool.ts'
import { runCli } from '../../main/cli/run-cli.ts'
import { capturedTerminal } from '../support/captured-terminal.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { registerSlowTools } from '../support/slow-tool-family.ts'

registerSlowTools()

/** A console with a task, and a gate at which the slow tool waits until the test opens it. */
async function world() {
  const app = await startApp()
  const made = await app.call('POST', '/api/tasks', 'admin', { task_id: 't1', request_text: 'Wait' })
  const { correlation_id } = (await made.json()) as { correlation_id: string }
  const gate = join(await temporaryFolder(), 'gate')
  const begin = async (key = 'key-00000001', headers: Record<string, string> = { prefer: 'respond-async' }) => {
    const call = {
      ...{ tool: 'slow.wait', args: { gate }, side_effect_level: 'read_only', task_id: 't1', correlation_id },
      idempotency_key: key,
    }
    return app.call('POST', '/api/tools/execute', 'tool_runner', call, headers)
  }
  return { app, gate, begin, open: () => writeFile(gate, '') }
}

const runOf = async (app: RunningApp, id: string): Promise<ToolRun | undefined> =>
  ToolRunPage.parse(await (await app.call('GET', '/api/tool-calls', 'observer')).json()).items.find(
    ({ call_id }) => call_id === id,
  )

const cancel = (app: RunningApp, id: string, scope: 'admin' | 'tool_runner' | 'observer', data: unknown) =>
  app.call('POST', `/api/tool-calls/${id}/cancel`, scope, data)

const codeOf = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  Problem.parse(await answer.json()).error_code,
]

describe('a call that is not waited for', () => {
  it('is answered with 202 as soon as it runs, and its outcome follows', async () => {
    const { app, begin, open } = await world()
    const answer = await begin()
    expect([answer.status, answer.headers.get('preference-applied')]).toEqual([202, 'respond-async'])
    const begun = ToolRun.parse(await answer.json())
    expect(begun).toMatchObject({ state: 'running', result: null, finished_at: null })
    expect((await runOf(app, begun.call_id))?.state).toBe('running')
    expect(await codeOf(await begin())).toEqual([409, 'tool_call_running'])
    await open()
    await expect.poll(async () => (await runOf(app, begun.call_id))?.state).toBe('done')
    const again = ToolRun.parse(await (await begin()).json())
    expect(again).toMatchObject({ call_id: begun.call_id, replayed: true, result: { how: 'run', word: 'half' } })
  })

  it('is waited for by a caller who says nothing of the kind', async () => {
    const { begin, open } = await world()
    await open()
    for (const [key, headers] of [
      ['key-00000001', {}],
      ['key-00000002', { prefer: 'return=minimal' }],
    ] as const) {
      const answer = await begin(key, headers)
      expect([answer.status, ToolRun.parse(await answer.json()).state]).toEqual([200, 'done'])
      expect(answer.headers.get('preference-applied')).toBeNull()
    }
  })
})

describe('ending a call', () => {
  it('is asked for with 202, and the call fails with what there is, marked as partial', async () => {
    const { app, begin } = await world()
    const { call_id } = ToolRun.parse(await (await begin()).json())
    const asked = await cancel(app, call_id, 'tool_runner', { reason: 'enough' })
    expect([asked.status, await asked.json()]).toEqual([202, { call_id }])
    await expect.poll(async () => (await runOf(app, call_id))?.failure?.error_code).toBe('tool_cancelled')
    expect((await app.lines('tool_call_cancelled')).map(({ data }) => data)).toEqual([{ call_id, reason: 'enough' }])
    const list = EvidenceList.parse(await (await app.call('GET', '/api/tasks/t1/evidence', 'observer')).json())
    expect(list.items).toMatchObject([{ state: 'whole', artifacts: [{ path: 'half.txt', partial: true }] }])
  })

  it('that does not run is not possible, nor without a reason', async () => {
    const { app, begin, open } = await world()
    await open()
    const { call_id } = ToolRun.parse(await (await begin('key-00000001', {})).json())
    for (const id of [call_id, 'call-0000000000000000'])
      expect(await codeOf(await cancel(app, id, 'admin', { reason: 'x' }))).toEqual([409, 'tool_call_not_running'])
    for (const data of [{}, { reason: '' }, { reason: ' ' }, { reason: 'x'.repeat(501) }, { reason: 'x', more: 1 }])
      expect(await codeOf(await cancel(app, call_id, 'admin', data))).toEqual([400, 'validation_failed'])
  })

  it('needs the right to call tools, and be who called or an admin', async () => {
    const { app, begin } = await world()
    const { call_id } = ToolRun.parse(await (await begin()).json())
    expect(await codeOf(await cancel(app, call_id, 'observer', { reason: 'x' }))).toEqual([403, 'scope_insufficient'])
    const other = { scope: 'tool_runner', sub: 'somebody-else' }
    const { token } = (await (await app.call('POST', '/api/tokens', 'admin', other)).json()) as { token: string }
    const theirs = await fetch(`${app.url}/api/tool-calls/${call_id}/cancel`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"reason":"mine now"}',
    })
    expect(await codeOf(theirs)).toEqual([403, 'scope_insufficient'])
    expect((await runOf(app, call_id))?.state).toBe('running')
    expect((await cancel(app, call_id, 'admin', { reason: 'by an admin' })).status).toBe(202)
    await expect.poll(async () => (await runOf(app, call_id))?.state).toBe('failed')
  })
})

describe('at the command line', () => {
  /** The verb, its lines as they come. */
  function start(app: RunningApp, input: string, ...argv: string[]) {
    const { terminal, out, err } = capturedTerminal()
    const code = runCli([...argv, '--data-root', app.config.data_root], { ...terminal, input: async () => input })
    return { code, out, err }
  }

  it('a long call tells how far it is on stderr, and what came of it with its evidence on stdout', async () => {
    const { app, gate, open } = await world()
    const argv = ['tool', 'run', 'slow.wait', '--task', 't1', '--args']
    const { code, out, err } = start(app, JSON.stringify({ gate }), ...argv, '-')
    await expect.poll(() => err).toContain('  50 % waiting at the gate')
    expect(out).toEqual([])
    await open()
    expect(await code).toBe(0)
    expect(out.join('\n')).toMatch(
      /^call-\w+ {2}done {2}slow\.wait\n {2}result .*"half".*\n {2}evidence call-\w+, manifest/,
    )
  })

  it('a call that is not waited for says how to end it, and is ended so', async () => {
    const { app, gate } = await world()
    const file = join(await temporaryFolder(), 'args.json')
    await writeFile(file, JSON.stringify({ gate }))
    const argv = ['tool', 'run', 'slow.wait', '--task', 't1', '--args', `@${file}`, '--async']
    const begun = start(app, '', ...argv)
    expect(await begun.code).toBe(0)
    const [, id = ''] = /countersign tool cancel (call-\w+)/.exec(begun.err.join('\n')) ?? []
    const ended = start(app, '', 'tool', 'cancel', id, '--reason', 'no need')
    expect([await ended.code, ended.out]).toEqual([0, [`${id}  was asked to end`]])
    await expect.poll(async () => (await runOf(app, id))?.state).toBe('failed')
    const late = start(app, '', 'tool', 'cancel', id)
    expect([await late.code, late.err.join('\n')]).toEqual([1, expect.stringContaining('tool_call_not_running')])
    const nowhere = start(app, '', ...argv.slice(0, 6), `@${file}.none`)
    expect([await nowhere.code, nowhere.err.join('\n')]).toEqual([1, expect.stringContaining('cannot be read')])
  })
})
