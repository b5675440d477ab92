import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createOpenclawAgent } from '../../main/adapters/agents/openclaw/openclaw-agent.ts'
import { markedProcesses } from '../../main/adapters/agents/process/process-group.ts'
import type { AgentOrder } from '../../main/core/agents/agent-port.ts'
import { neededProgram } from '../../scripts/agent-programs.ts'
import { agentOrder, KEY } from '../support/agents/agent-order.ts'
import type { ModelRequest } from '../support/agents/model-requests.ts'
import { type PlannedMove, startModelStandIn } from '../support/agents/model-stand-in.ts'
import { startOpenclawGateway } from '../support/agents/openclaw-gateway.ts'
import { plainSink, refusal } from '../support/agents/plain-sink.ts'
import { REVIEW_MATERIAL } from '../support/agents/review-material.ts'
import { askedTurn, commandsThen, honestEcho } from '../support/agents/told-model.ts'

const program = neededProgram('openclaw')
const exec = { kind: 'openclaw', mode: 'exec', program, model: 'mock/mock-1' }
const clock = { now: () => Date.now() }
const never = new AbortController().signal
const openclawFor = (order: AgentOrder) => createOpenclawAgent(clock, dirname(order.workspace))
const COMMANDS = [
  'echo hello > hello.txt; env; cat $OPENCLAW_STATE_DIR/../openclaw.json; cat ../secrets/jwt-secret; echo x > ../outside.txt; true',
  'echo grep hello hello.txt > test.sh; sh test.sh; exit 3',
]
const DONE = {
  summary: 'wrote it',
  claims: [{ criterion_ref: 'c1', met: true, text: 'it says hello', shown_by: ['echo hello > hello.txt'] }],
  files_changed: ['hello.txt'],
}
const worker = (request: ModelRequest): PlannedMove =>
  askedTurn(request).kind === 'Echo'
    ? { say: JSON.stringify(honestEcho(request)) }
    : commandsThen(request, COMMANDS, DONE)

async function standIn(plan: (request: ModelRequest) => PlannedMove) {
  const model = await startModelStandIn(plan)
  onTestFinished(() => model.close())
  return model
}

function expectWork(sink: ReturnType<typeof plainSink>): void {
  const [ack] = sink.said
  expect(ack?.type).toBe('ack')
  const result = sink.said.at(-1)
  if (result?.type !== 'result') throw new Error(`no result: ${sink.lines.join('\n')}`)
  expect(result.body.work_log.map(({ exit_code }) => exit_code)).toEqual([0, 3, null])
  expect(result.body.work_log[0]?.command).toBe(COMMANDS[0])
  expect(result.body.claims[0]?.work_log_refs).toEqual(['w1'])
}

describe('OpenClaw by agent exec', () => {
  it('echoes without tools that write, works then, and hands in what it did', async () => {
    const model = await standIn(worker)
    const order = await agentOrder(exec, model.url)
    const sink = plainSink()
    const exit = await openclawFor(order).run(order, sink, never)
    expect(exit, sink.lines.join('\n')).toMatchObject({ ok: true })
    expectWork(sink)
    expect(sink.said[0]?.body).toMatchObject({ acceptance_criteria: order.dispatch.acceptance_criteria })
    expect(await readFile(join(order.workspace, 'hello.txt'), 'utf8')).toBe('hello\n')
    expect((await readdir(order.workspace)).sort()).toEqual(['hello.txt', 'test.sh'])
    const tools = (kind: string) =>
      model.requests.filter((request) => askedTurn(request).kind === kind).flatMap((request) => request.tools)
    expect(tools('Work')).toEqual(expect.arrayContaining(['exec', 'write']))
    expect(tools('Echo').filter((tool) => ['exec', 'process', 'write', 'edit', 'apply_patch'].includes(tool))).toEqual(
      [],
    )
    expect(sink.usage.at(-1)).toEqual({ turns: 4, input_tokens: 400, output_tokens: 28, cost_usd: null })
    expect(model.requests.every(({ authorization }) => authorization === `Bearer ${KEY}`)).toBe(true)
    // Neither its environment nor its configuration holds the key.
    const heard = model.requests.flatMap(({ results }) => results).join('\n')
    expect(heard).not.toContain(KEY)
    // Nor can it see what the console keeps, or write beside its workspace.
    expect(heard).not.toContain('console-secret-not-to-be-seen')
    expect(await readdir(dirname(order.workspace))).not.toContain('outside.txt')
  })

  it('judges, is told why a verdict was not taken, and is ended while its model hangs', async () => {
    const verdict = (work_log_ref: string) => ({
      ...{ decision: 'reject', comment: 'no' },
      issues: [{ criterion_ref: 'c1', work_log_ref, text: 'it says something else' }],
    })
    const model = await standIn((request) => ({
      say: `Here it is:\n\`\`\`json\n${JSON.stringify(verdict(request.prompt.includes('could not be taken') ? 'w1' : 'w9'))}\n\`\`\``,
    }))
    const order = await agentOrder(exec, model.url, { role: 'reviewer', review: REVIEW_MATERIAL })
    const sink = plainSink((message) =>
      message.type === 'verdict' && message.body.issues[0]?.work_log_ref === 'w1'
        ? { ok: true }
        : refusal('verdict_invalid', 'there is no entry w9'),
    )
    expect(await openclawFor(order).run(order, sink, never)).toMatchObject({ ok: true })
    expect(sink.said.map(({ type }) => type)).toEqual(['verdict', 'verdict'])
    expect(await readdir(order.workspace)).toEqual([])

    const hanging = await standIn(() => ({ fault: 'hang' }))
    const stuck = await agentOrder({ ...exec, limits: { seconds: 8 } }, hanging.url)
    const quiet = plainSink()
    const exit = await openclawFor(stuck).run(stuck, quiet, never)
    expect(exit).toMatchObject({ ok: false, error_code: 'time_limit' })
    expect(quiet.pids).toHaveLength(1)
    expect(await markedProcesses(stuck.run_id)).toEqual([])
  })
})

describe('OpenClaw through a gateway', () => {
  it('works in a session of its own in the workspace, which is gone afterwards; an aborted run is ended there', async () => {
    let hangs = false
    const model = await standIn((request) => (hangs ? { fault: 'hang' } : worker(request)))
    const gateway = await startOpenclawGateway(program, model.url, true)
    const settings = { kind: 'openclaw', mode: 'gateway', gateway_url: gateway.url, secrets: ['GATEWAY_TOKEN'] }
    const order = await agentOrder(settings, model.url)
    const agent = openclawFor(order)
    await gateway.writeToken(order.state_folder)
    const sink = plainSink()
    expect(await agent.probe(order.settings, never)).toMatchObject({ state: 'ready' })
    const exit = await agent.run(order, sink, never)
    expect(exit, sink.lines.join('\n')).toMatchObject({ ok: true })
    expectWork(sink)
    expect((await readdir(order.workspace)).sort()).toEqual(['hello.txt', 'test.sh'])
    expect(sink.usage.at(-1)).toMatchObject({ turns: 4, input_tokens: 400, output_tokens: 28 })

    hangs = true
    const other = await agentOrder(settings, model.url)
    await gateway.writeToken(other.state_folder)
    const stop = new AbortController()
    const stopped = agent.run(other, plainSink(), stop.signal)
    const before = model.requests.length
    await expect.poll(() => model.requests.length).toBeGreaterThan(before)
    stop.abort()
    expect(await stopped).toMatchObject({ ok: false, error_code: 'ended' })
  })

  it('is not asked to work by a gateway that puts files of its own into the workspace', async () => {
    const model = await standIn(worker)
    const gateway = await startOpenclawGateway(program, model.url, false)
    const settings = { kind: 'openclaw', mode: 'gateway', gateway_url: gateway.url, secrets: ['GATEWAY_TOKEN'] }
    const order = await agentOrder(settings, model.url)
    await gateway.writeToken(order.state_folder)
    const exit = await openclawFor(order).run(order, plainSink(), never)
    expect(exit).toMatchObject({ ok: false, error_code: 'gateway_unfit' })
    expect(await readdir(order.workspace)).toEqual([])
  })
})
