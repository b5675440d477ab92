import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { TaskPage } from '../../contract/task.ts'
import { openMcp } from '../support/mcp-client.ts'
import { startApp } from '../support/running-app.ts'

describe('a console that does not answer countersign mcp', () => {
  /** Takes every request but the first and never answers. */
  async function hung() {
    const asked: IncomingMessage[] = []
    const server = createServer((request, response) => {
      if (request.url === '/api/session') response.writeHead(503).end()
      else asked.push(request.on('error', () => undefined))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
  }

  it('is not waited for beyond the deadline, and nothing is said of what came of it', async () => {
    const { url } = await hung()
    const client = await openMcp('a.b.c', '--url', url, '--timeout', '1s')
    const { isError, structured } = await client.call('create_task', { request_text: 'x' })
    expect([isError, structured]).toMatchObject([true, { error_code: 'console_timeout' }])
    expect(structured['remediation_hint']).toContain('not known whether it was carried out')
  })

  it('is left alone as soon as the client cancels', async () => {
    const { url, asked } = await hung()
    const client = await openMcp('a.b.c', '--url', url)
    const stop = new AbortController()
    const calling = client.call('list_tasks', {}, stop.signal)
    await expect.poll(() => asked.length).toBe(1)
    stop.abort('changed my mind')
    await expect(calling).rejects.toThrow('changed my mind')
    await expect.poll(() => asked[0]?.destroyed).toBe(true)
  })

  it('is said not to be there, and is found again when it was started anew', async () => {
    const app = await startApp()
    const coordinator = await openMcp(await app.token('coordinator'), '--data-root', app.config.data_root)
    await coordinator.answer('list_tasks', {}, TaskPage)
    await app.stop()
    const gone = await coordinator.call('list_tasks', {})
    expect([gone.isError, gone.structured['error_code']]).toEqual([true, 'console_unreachable'])
    await startApp({ dataRoot: app.config.data_root })
    await coordinator.answer('list_tasks', {}, TaskPage)
  })
})
