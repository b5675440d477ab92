import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../contract/audit-event.ts'
import { forgedHeaders, type IngressApp, signedHeaders, startIngressApp, WITH_SECRET } from '../support/ingress-app.ts'

/** Recorded with 202: no task is concerned. */
const BODY = JSON.stringify({ zen: 'Keep it logically awesome.', hook_id: 1 })
const PATH = '/webhooks/github'
const open = (): Promise<IngressApp> => startIngressApp(null, WITH_SECRET)
const codeOf = ({ body }: { body: string }): string => JSON.parse(body).error_code

/** The log as it lies on the disk once the console has stopped. */
async function linesAfterStop(app: IngressApp): Promise<AuditEvent[]> {
  await app.stop()
  const text = readFileSync(join(app.dataRoot, 'audit/events.jsonl'), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditEvent)
}

const countOf = (lines: readonly AuditEvent[]): number =>
  lines.reduce((sum, { data }) => sum + Number(data['count']), 0)

describe('a flood of forged deliveries', () => {
  it('is refused to the last one and leaves a few lines that count them all', async () => {
    const app = await open()
    const statuses: Record<string, number> = {}
    for (let i = 0; i < 300; i += 1) {
      const answer = await app.send(app.url, 'POST', PATH, forgedHeaders(`d-${i}`, BODY), BODY)
      statuses[`${answer.status} ${codeOf(answer)}`] = (statuses[`${answer.status} ${codeOf(answer)}`] ?? 0) + 1
    }
    expect(Object.keys(statuses).sort()).toEqual(['401 signature_invalid', '429 ingress_rate_limited'])
    expect(statuses['401 signature_invalid']).toBeGreaterThanOrEqual(20)
    expect(await readdir(join(app.dataRoot, 'ssot'))).toEqual([])
    const lines = await linesAfterStop(app)
    const rejected = lines.filter(({ type }) => type === 'webhook_rejected')
    expect(countOf(rejected)).toBe(300)
    expect(rejected.length).toBeLessThan(15)
    expect(lines.filter(({ type }) => type === 'request_refused' || type === 'webhook_received')).toEqual([])
    for (const { data } of rejected)
      expect(data).toMatchObject({ source: 'github', signature_valid: false, address: '127.0.0.1' })
  })
  it('does not keep out a good delivery that comes through the same tunnel', async () => {
    const app = await open()
    for (let i = 0; i < 40; i += 1) await app.send(app.ingress, 'POST', PATH, forgedHeaders(`d-${i}`, BODY), BODY)
    const bad = await app.send(app.ingress, 'POST', PATH, forgedHeaders('d-bad', BODY), BODY)
    expect([bad.status, codeOf(bad)]).toEqual([429, 'ingress_rate_limited'])
    const good = await app.send(app.ingress, 'POST', PATH, signedHeaders('d-good', BODY), BODY)
    expect([good.status, JSON.parse(good.body).delivery_id]).toEqual([202, 'd-good'])
  })
  it('is not even parsed: a body that is no JSON is refused for its signature', async () => {
    const app = await open()
    for (const body of ['{"a":', '['.repeat(1000), '\u0000'])
      expect(codeOf(await app.send(app.url, 'POST', PATH, forgedHeaders('d-1', body), body))).toBe('signature_invalid')
  })
  it('to a source that is off is counted too', async () => {
    const app = await startIngressApp(null, {})
    for (let i = 0; i < 50; i += 1)
      expect(codeOf(await app.send(app.ingress, 'POST', PATH, signedHeaders('d-1', BODY), BODY))).toBe('source_off')
    const lines = await linesAfterStop(app)
    expect(countOf(lines.filter(({ data }) => data['reason'] === 'source_off'))).toBe(50)
  })
  it('that is announced as too large, has the wrong type or no signature at all is counted as well', async () => {
    const app = await open()
    const { 'x-hub-signature-256': _, ...unsigned } = signedHeaders('d-1', BODY)
    const headers = [
      [413, 'payload_too_large', { ...unsigned, 'content-length': String(2 * 1024 * 1024) }],
      [415, 'unsupported_media_type', { ...unsigned, 'content-type': 'text/plain' }],
      [401, 'signature_missing', unsigned],
    ] as const
    for (const [status, code, each] of headers) {
      const text = `POST ${PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\n${Object.entries({
        'content-length': BODY.length,
        ...each,
      })
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}\r\n${status === 413 ? '' : BODY}`
      const socket = app.socket(app.url, text).setEncoding('utf8')
      const answer = await new Promise<string>((resolve) => socket.once('data', (part) => resolve(String(part))))
      expect(answer).toContain(` ${status} `)
      socket.destroy()
      expect(answer).toContain(code)
    }
    const lines = await linesAfterStop(app)
    const reasons = lines
      .filter(({ type }) => type === 'webhook_rejected')
      .map(({ data }) => [data['reason'], data['bytes']])
    expect(reasons).toEqual([
      ['payload_too_large', 2 * 1024 * 1024],
      ['unsupported_media_type', BODY.length],
      ['signature_missing', BODY.length],
    ])
    expect(lines.filter(({ type, route }) => type === 'request_refused' && route?.includes(PATH))).toEqual([])
  })
})

describe('an address that was refused too often', () => {
  const stranger = { 'x-forwarded-for': '203.0.113.7' }
  async function flooded(): Promise<IngressApp> {
    const app = await open()
    for (let i = 0; i < 30; i += 1)
      await app.send(app.ingress, 'POST', PATH, { ...stranger, ...forgedHeaders(`d-${i}`, BODY) }, BODY)
    return app
  }

  it('is answered before its body is read, with how long to wait', async () => {
    const app = await flooded()
    const head = Object.entries({ ...stranger, ...signedHeaders('d-1', BODY) }).map(
      ([name, value]) => `${name}: ${value}`,
    )
    const text = `POST ${PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\n${head.join('\r\n')}\r\ncontent-length: 100000\r\n\r\n`
    const socket = app.socket(app.ingress, text).setEncoding('utf8')
    const answer = await new Promise<string>((resolve) => socket.once('data', (part) => resolve(String(part))))
    expect(answer).toMatch(/^HTTP\/1\.1 429 /)
    expect(answer).toMatch(/\r\nretry-after: 1\r\n/i)
    expect(answer).toContain('ingress_rate_limited')
  })
  it('does not keep out another address of the same tunnel', async () => {
    const app = await flooded()
    const other = { 'x-forwarded-for': '203.0.113.7, 140.82.112.1', ...signedHeaders('d-good', BODY) }
    expect((await app.send(app.ingress, 'POST', PATH, other, BODY)).status).toBe(202)
  })
  it('is read all the same when something good ever came from it: others may send from there too', async () => {
    const app = await open()
    const from = (headers: Record<string, string>) =>
      app.send(app.ingress, 'POST', PATH, { ...stranger, ...headers }, BODY)
    expect((await from(signedHeaders('d-first', BODY))).status).toBe(202)
    for (let i = 0; i < 40; i += 1) await from(forgedHeaders(`d-${i}`, BODY))
    const bad = await from(forgedHeaders('d-bad', BODY))
    expect([bad.status, codeOf(bad)]).toEqual([429, 'ingress_rate_limited'])
    const good = await from(signedHeaders('d-good', BODY))
    expect([good.status, JSON.parse(good.body).delivery_id]).toEqual([202, 'd-good'])
  })
  it('is read all the same when its good sender sent nonsense so far', async () => {
    const app = await open()
    const from = (headers: Record<string, string>, body: string) =>
      app.send(app.ingress, 'POST', PATH, { ...stranger, ...headers }, body)
    expect((await from(signedHeaders('d-first', '{"a":'), '{"a":')).status).toBe(400)
    for (let i = 0; i < 40; i += 1) await from(forgedHeaders(`d-${i}`, BODY), BODY)
    expect((await from(signedHeaders('d-good', BODY), BODY)).status).toBe(202)
  })
  it('is not one that sent deliveries that are too large', async () => {
    const app = await open()
    const large = `{"x":"${'x'.repeat(1024 * 1024)}"}`
    const from = (headers: Record<string, string>, body: string) =>
      app.send(app.ingress, 'POST', PATH, { ...stranger, ...headers }, body)
    const codes = new Set<string>()
    for (let i = 0; i < 30; i += 1) codes.add(codeOf(await from(signedHeaders(`d-${i}`, large), large)))
    expect([...codes]).toEqual(['payload_too_large'])
    expect((await from(signedHeaders('d-good', BODY), BODY)).status).toBe(202)
    const lines = (await linesAfterStop(app)).filter(({ data }) => data['reason'] === 'payload_too_large')
    expect([countOf(lines), lines.length < 10]).toEqual([30, true])
  })
  it('is named in the log', async () => {
    const app = await flooded()
    const lines = (await linesAfterStop(app)).filter(({ type }) => type === 'webhook_rejected')
    expect(new Set(lines.map(({ data }) => data['address']))).toEqual(new Set(['203.0.113.7']))
    expect(countOf(lines)).toBe(30)
  })
})

describe('a delivery of a known sender', () => {
  it('that is no good leaves a line of its own besides, and is not held against its address', async () => {
    const app = await open()
    for (let i = 0; i < 25; i += 1) {
      const answer = await app.send(app.url, 'POST', PATH, signedHeaders(`d-${i}`, '{"a":'), '{"a":')
      expect([answer.status, codeOf(answer)]).toEqual([400, 'payload_not_json'])
    }
    const deep = '['.repeat(65) + ']'.repeat(65)
    expect(codeOf(await app.send(app.url, 'POST', PATH, signedHeaders('d-deep', deep), deep))).toBe('payload_too_deep')
    const lines = await linesAfterStop(app)
    expect(lines.filter(({ type, status }) => type === 'request_refused' && status === 400)).toHaveLength(26)
    const rejected = lines.filter(({ type }) => type === 'webhook_rejected')
    expect(countOf(rejected)).toBe(26)
    expect(new Set(rejected.map(({ data }) => data['signature_valid']))).toEqual(new Set([true]))
  })
})
