import { spawn } from 'node:child_process'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { StartupError } from '../../../main/core/kernel/startup-error.ts'
import { forward } from '../../../scripts/telegram/forward.ts'
import { checkSecretAddress } from '../../../scripts/telegram/secret-address.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { BOT_TOKEN, type BotApi, startBotApi } from '../../support/telegram-stand-in/bot-api.ts'

const ANNA = { id: 7, first_name: 'Anna' }
const SECRET = 'telegram-secret-0123456789'
const TAKEN = { delivery_id: '123456:1', event: 'message', outcome: 'task_created', task_ids: ['x'], replayed: false }

interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}
const problem = (status: number, error_code: string, over: object = {}): Reply => ({
  ...{
    status,
    body: JSON.stringify({ status, error_code, detail: 'It went wrong.', remediation_hint: 'Mend it.', ...over }),
  },
})
const good: Reply = { status: 200, body: JSON.stringify(TAKEN) }

/** What answers instead of a console; null hangs. Keeps what it was asked. */
async function startConsole(replyTo: (updateId: number) => Reply | null) {
  const asked: { url: string; headers: IncomingHttpHeaders; update_id: number }[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    request.on('end', () => {
      const { update_id } = JSON.parse(text === '' ? '{"update_id":0}' : text) as { update_id: number }
      asked.push({ url: request.url ?? '', headers: request.headers, update_id })
      const reply = replyTo(update_id)
      if (reply === null) return
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(reply.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

const never = new AbortController().signal
const forwarded = async (reply: Reply) => {
  const { url } = await startConsole(() => reply)
  return forward(url, SECRET, { update_id: 1 }, never)
}

describe('an update that is forwarded', () => {
  it('is taken when the console says what became of it', async () => {
    const { url, asked } = await startConsole(() => good)
    expect(await forward(url, SECRET, { update_id: 1 }, never)).toEqual({ taken: true })
    expect(asked[0]?.url).toBe('/webhooks/telegram')
    expect(asked[0]?.headers['x-telegram-bot-api-secret-token']).toBe(SECRET)
  })
  it.each([
    ['the page of some other server', { status: 200, body: '<html>Welcome</html>' }],
    ['JSON of some other server', { status: 200, body: '{"ok":true}' }],
    ['nothing', { status: 204, body: '' }],
    ['a proxy without the console', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['null', { status: 500, body: 'null' }],
  ])('is not taken when %s answers', async (_name, reply) => {
    expect(await forwarded(reply)).toMatchObject({ taken: false, code: null, claimed: false })
  })
  it.each([409, 500, 503])('is refused by the code of the problem, not by its status %d', async (status) => {
    expect(await forwarded(problem(status, 'write_conflict'))).toMatchObject({
      ...{ taken: false, code: 'write_conflict', claimed: false },
      why: `the console answered ${status}: It went wrong. Mend it.`,
    })
  })
  it('is known to be kept only when the console says so', async () => {
    expect(await forwarded(problem(503, 'storage_failed', { claimed: true }))).toMatchObject({ claimed: true })
    expect(await forwarded(problem(503, 'storage_failed', { claimed: 'yes' }))).toMatchObject({ claimed: false })
  })
  it('is not carried on to where a redirect points, nor is the secret', async () => {
    const other = await startConsole(() => good)
    const { url } = await startConsole(() => ({ status: 307, headers: { location: other.url }, body: '' }))
    expect(await forward(url, SECRET, { update_id: 1 }, never)).toMatchObject({ taken: false, code: null })
    expect(other.asked).toEqual([])
  })
  it('is given back at once when the program stops while the console hangs', async () => {
    const { url, asked } = await startConsole(() => null)
    const stopping = new AbortController()
    const waiting = forward(url, SECRET, { update_id: 1 }, stopping.signal)
    await expect.poll(() => asked).toHaveLength(1)
    stopping.abort()
    expect(await waiting).toMatchObject({ taken: false, code: null })
  }, 10_000)
})

describe('the address that gets the secret', () => {
  it.each([
    'https://console.example',
    'https://192.0.2.1:8443',
    'http://127.0.0.1:4711',
    'http://localhost:1',
    'http://[::1]:4711',
  ])('may be %s', (url) => {
    expect(() => checkSecretAddress(url)).not.toThrow()
  })
  it.each([
    'http://console.example',
    'http://192.168.1.5:4711',
    'http://localhost.example',
    'http://127.0.0.1.example',
    'http://0.0.0.0:4711',
  ])('may not be %s: everybody on the way could read it', (url) => {
    expect(() => checkSecretAddress(url)).toThrow(StartupError)
  })
})

describe('npm run telegram:poll', () => {
  let telegram: BotApi
  beforeEach(async () => {
    telegram = await startBotApi()
    onTestFinished(telegram.stop)
  })

  async function poll(...flags: string[]) {
    const script = join(import.meta.dirname, '../../../scripts/telegram-poll.ts')
    const env = { PATH: process.env['PATH'], BOT_TOKEN, TELEGRAM_SECRET_TOKEN: SECRET, TELEGRAM_API_ROOT: telegram.url }
    const child = spawn(process.execPath, [script, '--data-root', await temporaryFolder(), ...flags], { env })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
    return { child, exited, said: () => said }
  }

  it('refuses an address to which the secret would go in plain text, before it asks Telegram', async () => {
    const { exited, said } = await poll('--url', 'http://console.example')
    expect(await exited).toBe(2)
    expect(said()).toContain('TELEGRAM_SECRET_TOKEN in plain text\n  remedy: give https://')
    expect(said()).not.toContain(SECRET)
    expect(telegram.calls).toEqual([])
  })
  it('lets the others pass when one update fails again and again, and ends with Ctrl+C while the console hangs', async () => {
    const { url, asked } = await startConsole((id) =>
      id === 1002 ? null : id === 1000 ? problem(500, 'internal') : good,
    )
    for (const text of ['poison', 'good', 'hangs']) telegram.people.says(ANNA, text)
    const { child, exited, said } = await poll('--url', url)
    await expect.poll(() => asked.map((each) => each.update_id)).toContain(1002)
    expect(asked.map((each) => each.update_id)).toEqual([1000, 1000, 1000, 1000, 1001, 1002])
    expect(said()).toContain('update 1000 was not taken and is left out: the console answered 500')
    child.kill('SIGINT')
    expect(await exited).toBe(0)
  })
})
