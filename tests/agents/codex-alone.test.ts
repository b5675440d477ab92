import { mkdirSync, writeFileSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createCodexAgent } from '../../main/adapters/agents/codex/codex-agent.ts'
import type { AgentPort } from '../../main/core/agents/agent-port.ts'
import { neededProgram } from '../../scripts/agent-programs.ts'
import { agentOrder, KEY } from '../support/agents/agent-order.ts'
import type { ModelRequest } from '../support/agents/model-requests.ts'
import { type PlannedMove, startModelStandIn } from '../support/agents/model-stand-in.ts'
import { plainSink, refusal } from '../support/agents/plain-sink.ts'
import { REVIEW_MATERIAL } from '../support/agents/review-material.ts'
import { askedTurn, commandsThen, honestEcho } from '../support/agents/told-model.ts'

const program = neededProgram('codex')
const settings = { kind: 'codex', program, model: 'mock-1' }
const clock = { now: () => Date.now() }
const never = new AbortController().signal
const runCodex: AgentPort['run'] = (order, sink, signal) =>
  createCodexAgent(clock, dirname(order.workspace)).run(order, sink, signal)

async function standIn(plan: (request: ModelRequest) => PlannedMove) {
  const model = await startModelStandIn(plan)
  onTestFinished(() => model.close())
  return model
}

const DONE = {
  summary: 'wrote it',
  claims: [
    { criterion_ref: 'c1', met: true, text: 'it says hello', shown_by: ['echo hello > hello.txt'] },
    { criterion_ref: 'c2', met: true, text: 'it passes', shown_by: ['sh test.sh'] },
  ],
  files_changed: ['hello.txt'],
}

describe('Codex as an executor', () => {
  it('echoes first, works then, and hands in what it did, with commands and their exit codes', async () => {
    const commands = [
      'echo hello > hello.txt',
      "apply_patch <<'E'\n*** Begin Patch\n*** Add File: test.sh\n+grep -qx hello hello.txt\n*** End Patch\nE",
      'sh test.sh',
      'exit 3',
    ]
    const model = await standIn((request) =>
      askedTurn(request).kind === 'Echo'
        ? { say: JSON.stringify(honestEcho(request)) }
        : commandsThen(request, commands, DONE),
    )
    const order = await agentOrder(settings, model.url)
    const sink = plainSink()
    const exit = await runCodex(order, sink, never)
    expect(exit, sink.lines.join('\n')).toMatchObject({ ok: true, exit_code: 0 })

    const [ack, ...rest] = sink.said
    const { acceptance_criteria, declared_scope, dispatch_id } = order.dispatch
    expect(ack).toEqual({ type: 'ack', body: { dispatch_id, acceptance_criteria, declared_scope } })
    const result = rest.at(-1)
    if (result?.type !== 'result') throw new Error('no result')
    expect(rest.slice(0, -1).every(({ type }) => type === 'heartbeat')).toBe(true)
    const log = result.body.work_log
    expect(log.map(({ exit_code }) => exit_code)).toEqual([0, null, 0, 3, null])
    expect(log[0]?.command).toContain('echo hello > hello.txt')
    expect(log[1]?.files).toEqual(['test.sh'])
    expect(result.body.claims.map(({ work_log_refs }) => work_log_refs)).toEqual([['w1'], ['w3']])
    expect(result.body.diff_snapshot?.files).toEqual(['test.sh', 'hello.txt'])
    expect(await readFile(join(order.workspace, 'hello.txt'), 'utf8')).toBe('hello\n')
    // Nothing of its sandbox is left behind.
    expect((await readdir(order.workspace)).sort()).toEqual(['hello.txt', 'test.sh'])
    expect(sink.usage.at(-1)).toEqual({ turns: 6, input_tokens: 600, output_tokens: 42, cost_usd: null })
    expect(sink.pids).toHaveLength(2)
    expect(model.requests.every(({ authorization }) => authorization === `Bearer ${KEY}`)).toBe(true)
  })

  it('cannot read its key or token, nor what the console keeps, also when it comes later, write outside its workspace, or reach a network by its commands; what was stopped is in the log', async () => {
    let folder = ''
    const model = await standIn((request) => {
      if (askedTurn(request).kind === 'Echo') return { say: JSON.stringify(honestEcho(request)) }
      // Another run begins while this one works.
      mkdirSync(join(folder, 'runs', 'later'), { recursive: true })
      writeFileSync(join(folder, 'runs', 'later', 'token'), 'later-token-not-to-be-seen')
      return commandsThen(
        request,
        [
          'cat ../state/secrets/MODEL_KEY; cat ../state/token; cat ../secrets/*; ls ..; env; cat /proc/*/environ; cat ../runs/later/token',
          'echo x > ../outside.txt',
          'for place in "$HOME" "$HOME/codex" /tmp; do (echo x > "$place/outside-$$") && echo "written: $place"; done; true',
          `node -e "fetch('${model.url}/models').then((r) => r.text()).then(console.log, (e) => console.log('no way', e.cause.code))"`,
        ],
        DONE,
      )
    })
    const order = await agentOrder(settings, model.url)
    folder = dirname(order.workspace)
    const sink = plainSink()
    const exit = await runCodex(order, sink, never)
    expect(exit, sink.lines.join('\n')).toMatchObject({ ok: true })
    expect(await readdir(order.workspace)).toEqual([])
    const heard = model.requests.flatMap(({ results }) => results).join('\n')
    expect(heard).toContain('Permission denied')
    expect(heard).toContain('PATH=')
    expect(heard).toMatch(/no way [A-Z]+/)
    expect(heard).not.toContain('written: ')
    expect(heard).not.toContain(KEY)
    expect(heard).not.toContain('not-to-be-seen')
    expect(heard).not.toContain('"mock-1"')
    expect(await readdir(join(order.workspace, '..'))).not.toContain('outside.txt')
    const result = sink.said.at(-1)
    if (result?.type !== 'result') throw new Error('no result')
    // Codex leaves what its sandbox stopped out of its events.
    expect(result.body.work_log.map(({ command }) => command ?? '').join('\n')).toContain('../outside.txt')
  })

  it('does nothing more when its echo is refused', async () => {
    const model = await standIn((request) => {
      const { acceptance_criteria, declared_scope } = honestEcho(request)
      return { say: JSON.stringify({ acceptance_criteria: acceptance_criteria.slice(1), declared_scope }) }
    })
    const order = await agentOrder(settings, model.url)
    const sink = plainSink(() => refusal('ack_mismatch', 'one is missing'))
    const exit = await runCodex(order, sink, never)
    expect(exit).toMatchObject({ ok: false, error_code: 'ack_mismatch' })
    expect(sink.said.map(({ type }) => type)).toEqual(['ack'])
    expect(model.requests.every((request) => askedTurn(request).kind === 'Echo')).toBe(true)
  })
})

describe('Codex as a reviewer', () => {
  it('is shown what the console found, changes nothing, and gets a second try when its verdict is not valid', async () => {
    const verdict = (work_log_ref: string) => ({
      ...{ decision: 'reject', comment: 'no' },
      issues: [{ criterion_ref: 'c1', work_log_ref, text: 'it says something else' }],
    })
    let copy = ''
    const model = await standIn((request) =>
      request.prompt.includes('could not be taken')
        ? { say: JSON.stringify(verdict('w1')) }
        : commandsThen(request, [`echo x > hello.txt; cat ${copy}/hello.txt`], verdict('w9')),
    )
    const order = await agentOrder(settings, model.url, { role: 'reviewer', review: REVIEW_MATERIAL })
    copy = order.workspace
    await writeFile(join(copy, 'hello.txt'), 'the work to be judged')
    const sink = plainSink((message) =>
      message.type === 'verdict' && message.body.issues[0]?.work_log_ref === 'w1'
        ? { ok: true }
        : refusal('verdict_invalid', 'there is no entry w9'),
    )
    const exit = await runCodex(order, sink, never)
    expect(exit, sink.lines.join('\n')).toMatchObject({ ok: true })
    expect(sink.said.map(({ type }) => type)).toEqual(['verdict', 'verdict'])
    expect(sink.said.at(-1)?.body).toMatchObject({ decision: 'reject', issues: [{ issue_id: 'r1-i1' }] })
    expect(await readdir(order.workspace)).toEqual(['hello.txt'])
    expect(model.requests.flatMap(({ results }) => results).join('\n')).toContain('the work to be judged')
    expect(model.requests[0]?.prompt).toContain('+hello from the patch')
    expect(model.requests[0]?.schema).toMatchObject({ required: ['decision', 'comment', 'issues'] })
  })
})

describe('Codex and a model that is not well', () => {
  it('is ended at its limit of time while the model hangs, with everything that it started', async () => {
    const model = await standIn(() => ({ fault: 'hang' }))
    const order = await agentOrder({ ...settings, limits: { seconds: 3 } }, model.url)
    const sink = plainSink()
    const exit = await runCodex(order, sink, never)
    expect(exit).toMatchObject({ ok: false, error_code: 'time_limit' })
    for (const pid of sink.pids) expect(() => process.kill(-pid, 0)).toThrow()
    expect(sink.said).toEqual([])
  })

  it('fails in words when the model only answers with errors, or breaks off every answer', async () => {
    const failed = async (fault: 'error' | 'cut'): Promise<void> => {
      const model = await standIn(() => ({ fault }))
      const sink = plainSink()
      const exit = await runCodex(await agentOrder(settings, model.url), sink, never)
      expect(exit, sink.lines.join('\n')).toMatchObject({ ok: false, error_code: 'program_failed' })
      expect(exit.detail).toMatch(/It said: \S/)
      expect(sink.said).toEqual([])
    }
    await Promise.all([failed('error'), failed('cut')])
  })

  it('says what it has used up while it works, so that a limit ends it', async () => {
    const model = await standIn((request) => {
      if (askedTurn(request).kind === 'Echo') return { say: JSON.stringify(honestEcho(request)) }
      return { run: 'sleep 2', usage: { input: 5_000_000, output: 1 } }
    })
    const order = await agentOrder(settings, model.url)
    const stop = new AbortController()
    const sink = plainSink(undefined, ({ input_tokens }) => {
      if (input_tokens > 1_000_000) stop.abort()
    })
    const exit = await runCodex(order, sink, stop.signal)
    expect(exit).toMatchObject({ ok: false, error_code: 'ended' })
    expect(sink.said.map(({ type }) => type)).not.toContain('result')
  })
})
