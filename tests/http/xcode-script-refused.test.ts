import { execFile } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../support/data-root.ts'
import { startApp } from '../support/running-app.ts'
import { CLOUD, receiver, run, SECRET } from '../support/xcode-script.ts'

const header = ({ headers }: { headers: Readonly<Record<string, string | string[] | undefined>> }, name: string) =>
  String(headers[name])

describe('a report that is not taken', () => {
  it('is tried again when that may help, as the same delivery', async () => {
    const { url, sent } = await receiver([503, 200])
    expect((await run({ ...CLOUD, COUNTERSIGN_URL: url })).said).toContain('(200)')
    expect(sent).toHaveLength(2)
    expect(new Set(sent.map((one) => header(one, 'webhook-id'))).size).toBe(1)
  })
  it.each([401, 0])('with status %i does not fail the build, but says so', async (status) => {
    const { url, sent } = await receiver([status])
    const { code, said } = await run({ ...CLOUD, COUNTERSIGN_URL: url })
    expect([code, sent.length]).toEqual([0, 1])
    expect(said).toMatch(/^countersign: not taken by [^\n]+\n$/)
    expect(said).toContain(status === 401 ? 'signature_invalid' : 'curl: (52)')
    expect(said).not.toContain('\u001b')
  })
  it('tells only what the last try came to', async () => {
    const { url, sent } = await receiver([503, 401])
    const { said } = await run({ ...CLOUD, COUNTERSIGN_URL: url })
    expect(sent).toHaveLength(2)
    expect(said).toBe(`countersign: not taken by ${url}/webhooks/xcode: 401 signature_invalid: a\\u001b[31m\\nb \n`)
  })
  it('names a console that is not there once, however often it was tried', async () => {
    const folder = await temporaryFolder()
    const { stdout } = await promisify(execFile)('sh', ['-c', 'command -v curl'])
    await writeFile(join(folder, 'curl'), `#!/bin/sh\nexec ${stdout.trim()} "$@" --retry 1\n`)
    await chmod(join(folder, 'curl'), 0o755)
    const PATH = `${folder}:${process.env['PATH']}`
    const { said } = await run({ ...CLOUD, COUNTERSIGN_URL: 'http://127.0.0.1:1', PATH })
    expect(said).toMatch(/^countersign: not taken by \S+: curl: \(7\) [^\n]+\n$/)
    expect(said.match(/curl:/g)).toHaveLength(1)
  })
  it('says so when something else than a console answered', async () => {
    const server = createServer((_, response) => void response.writeHead(404).end('<html>not here</html>'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect((await run({ ...CLOUD, COUNTERSIGN_URL: url })).said).toContain(
      '/webhooks/xcode: 404, and the answer is none of a console',
    )
  })
  it('fails the build when that was asked for', async () => {
    const { url } = await receiver([401])
    expect((await run({ ...CLOUD, COUNTERSIGN_URL: url, COUNTERSIGN_STRICT: '1' })).code).toBe(1)
  })
  it.each([
    [{ COUNTERSIGN_URL: 'http://127.0.0.1:1', XCODE_WEBHOOK_SECRET: '' }, 'XCODE_WEBHOOK_SECRET is not set'],
    [{ COUNTERSIGN_URL: '' }, 'COUNTERSIGN_URL is not set'],
    [{ COUNTERSIGN_URL: 'http://127.0.0.1:1', XCODE_WEBHOOK_SECRET: 'whsec_' }, 'is no whsec_ and base64'],
  ])('because of %j says what is missing', async (env, words) => {
    const { code, said } = await run({ ...CLOUD, ...env })
    expect([code, said]).toEqual([0, expect.stringContaining(`countersign: nothing reported: `)])
    expect(said).toContain(words)
  })
})

it('a build that the script reports becomes a task of the console, known as signed', async () => {
  const app = await startApp({ env: { XCODE_WEBHOOK_SECRET: SECRET } })
  const { said } = await run({ ...CLOUD, COUNTERSIGN_URL: app.url })
  expect(said).toContain('(200)')
  const { items } = (await (await app.call('GET', '/api/tasks', 'observer')).json()) as { items: object[] }
  expect(items).toEqual([
    expect.objectContaining({
      source: 'xcode',
      assurance: 'signed',
      title: 'Build 42 of Lighthouse (Pull Requests): passed',
    }),
  ])
  const { said: refused } = await run({ ...CLOUD, COUNTERSIGN_URL: app.url, XCODE_WEBHOOK_SECRET: 'other' })
  expect(refused).toMatch(/: 401 signature_invalid: .*XCODE_WEBHOOK_SECRET for Xcode\), and check that[^{}]*\n$/)
})
