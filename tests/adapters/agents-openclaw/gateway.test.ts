import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createOpenclawAgent } from '../../../main/adapters/agents/openclaw/openclaw-agent.ts'
import { connectGateway } from '../../../main/adapters/agents/openclaw/openclaw-gateway.ts'
import { agentOrder } from '../../support/agents/agent-order.ts'
import { startGatewayStandIn } from '../../support/agents/gateway-stand-in.ts'
import { plainSink } from '../../support/agents/plain-sink.ts'

const never = new AbortController().signal
const clock = { now: () => Date.now() }
const READY = { config: { agents: { defaults: { skipBootstrap: true } } } }

async function run(answer: Parameters<typeof startGatewayStandIn>[0]) {
  const { url, requests } = await startGatewayStandIn(answer)
  const settings = { kind: 'openclaw', mode: 'gateway', gateway_url: url, secrets: ['GATEWAY_TOKEN'] }
  const order = await agentOrder(settings, 'http://127.0.0.1:1/v1')
  await mkdir(join(order.state_folder, 'secrets'), { recursive: true })
  await writeFile(join(order.state_folder, 'secrets', 'GATEWAY_TOKEN'), 'token')
  const stop = new AbortController()
  const exit = createOpenclawAgent(clock, '/nowhere').run(order, plainSink(), stop.signal)
  return { exit, stop, requests, order }
}

it.each([
  ['config.get', () => undefined],
  ['sessions.create', ({ method }: { method: string }) => (method === 'config.get' ? READY : undefined)],
])('a gateway that never answers %s is left when the run is to end', async (method, answer) => {
  const { exit, stop, requests } = await run(answer)
  await expect.poll(() => requests.map((request) => request.method)).toContain(method)
  stop.abort()
  expect(await exit).toMatchObject({ ok: false, error_code: 'ended' })
})

it('a session bears the id of its run, so that it can be found by that', async () => {
  const sessions: string[] = []
  const { exit, stop, order } = await run((request) => {
    if (request.method === 'sessions.create')
      sessions.push((request as unknown as { params: { key: string } }).params.key)
    return request.method === 'config.get' ? READY : request.method === 'agent' ? undefined : {}
  })
  await expect.poll(() => sessions).toEqual([`agent:main:countersign-${order.run_id}-1`])
  stop.abort()
  expect(await exit).toMatchObject({ ok: false, error_code: 'ended' })
})

it('a request that is not answered in its time fails by itself, and the next one is asked', async () => {
  const { url } = await startGatewayStandIn(({ method }) => (method === 'silent' ? undefined : { heard: method }))
  const gateway = await connectGateway(url, 'token', () => undefined, never)
  await expect(gateway.request('silent', {}, 50)).rejects.toMatchObject({ code: 'timeout' })
  expect(await gateway.request('other', {}, 60_000)).toEqual({ heard: 'other' })
  gateway.close()
})
