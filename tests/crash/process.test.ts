import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { signToken } from '../../main/adapters/tokens/sign-token.ts'
import { verifyChain } from '../support/crash-snapshot.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { type EventReader, openStream } from '../support/event-reader.ts'
import { type Service, type ServiceOptions, startService } from '../support/service.ts'

const JWT_SECRET = 'process-tests-sign-their-own-tokens'
const token = (): Promise<string> =>
  signToken(JWT_SECRET, {
    ...{ sub: 'tester', scope: 'admin', task_id: null, door: 'http', jti: 'process' },
    exp: Math.floor(Date.now() / 1000) + 3600,
  })

async function started(options: Partial<ServiceOptions> & { dataRoot: string }): Promise<Service> {
  const service = await startService({ flags: [], env: { JWT_SECRET }, ...options })
  onTestFinished(async () => {
    await service.stop('SIGKILL')
  })
  return service
}

/** A creation that has sent its headers but only half of its body. */
async function halfSentRequest(service: Service, bearer: string): Promise<{ ended: Promise<void> }> {
  const sent = request(`${service.url}/api/tasks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', 'content-length': 100 },
  })
  const ended = new Promise<void>((resolve) => {
    sent.once('close', resolve).once('error', () => undefined)
  })
  await new Promise<void>((resolve) => sent.once('socket', (socket) => socket.once('connect', resolve)))
  await new Promise<void>((resolve) => sent.write('{"request_text":"', () => resolve()))
  return { ended }
}

const createTasks = (service: Service, bearer: string, count: number): Promise<(number | null)[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' }
      const body = JSON.stringify({ task_id: `stop-${n}`, request_text: `Task ${n}` })
      return fetch(`${service.url}/api/tasks`, { method: 'POST', headers, body }).then(
        ({ status }) => status,
        () => null,
      )
    }),
  )

describe('a console that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'leaves by itself on %s, with streams open and requests in flight, and closes its log',
    async (signal) => {
      const dataRoot = await temporaryFolder()
      const service = await started({ dataRoot })
      const bearer = await token()
      const streams: EventReader[] = []
      for (let n = 0; n < 5; n++) streams.push(await openStream(service.url, bearer, null))
      const half = await halfSentRequest(service, bearer)
      const answers = createTasks(service, bearer, 40)

      // Nobody else ends it: a process that hung would run into the limit of this test.
      expect(await service.stop(signal)).toBe(0)

      await half.ended
      await expect.poll(() => streams.filter((stream) => stream.isOpen())).toEqual([])
      for (const [n, status] of (await answers).entries()) {
        expect([201, 503, null]).toContain(status)
        if (status === 201) expect(existsSync(join(dataRoot, 'ssot', `stop-${n}.json`))).toBe(true)
      }
      expect(await verifyChain(dataRoot, false)).toMatchObject({ ok: true, state: 'closed' })
      expect(existsSync(join(dataRoot, 'instance.json'))).toBe(false)
    },
  )
})

describe('a data root', () => {
  it('belongs to one process: a second one names the first and leaves with exit code 1', async () => {
    const dataRoot = await temporaryFolder()
    const first = await started({ dataRoot })
    const second = startService({ dataRoot, flags: [], env: { JWT_SECRET } })
    const said = await second.catch((error: Error) => error.message)
    expect(said).toContain('left with 1 before it was ready')
    expect(said).toContain(`(pid ${first.pid})`)
    expect((await fetch(`${first.url}/health`)).status).toBe(200)
  })

  it('is free again when its process was killed', async () => {
    const dataRoot = await temporaryFolder()
    const first = await started({ dataRoot })
    expect(await first.stop('SIGKILL')).toBeNull()
    const second = await started({ dataRoot })
    expect(second.pid).not.toBe(first.pid)
    expect((await fetch(`${second.url}/health`)).status).toBe(200)
    expect(await verifyChain(dataRoot, true)).toMatchObject({ ok: true })
  })
})

describe('a stop that is asked for twice', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s, as npm and a terminal do, is still a clean stop', async (signal) => {
    const dataRoot = await temporaryFolder()
    const service = await started({ dataRoot })
    // A request that never ends makes the stop take its grace, so that the second signal meets it under way.
    const half = await halfSentRequest(service, await token())
    service.child.kill(signal)
    await expect.poll(() => service.stderr()).toContain('stopping')
    expect(await service.stop(signal)).toBe(0)
    await half.ended
    expect(await verifyChain(dataRoot, false)).toMatchObject({ ok: true, state: 'closed' })
  })
})
