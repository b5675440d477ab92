import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ErrorCode, Problem } from '../../contract/problem.ts'
import { Task } from '../../contract/task.ts'
import { startApp } from '../support/running-app.ts'
import { ALL_SOURCES, type Heard, post, SENDERS, type WebhookSender } from '../support/webhook-senders.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

/** What is sent in place of a payload that a task could be made of. */
interface Body {
  readonly raw: Uint8Array
  readonly headers: Record<string, string>
  /** The codes that it is refused with; none: it is a JSON object of a strange shape, which may be recorded as well. */
  readonly codes: readonly ErrorCode[]
}
type Kind = (payload: object) => fc.Arbitrary<Body>

const utf8 = (text: string): Uint8Array => Buffer.from(text)
const refused = (code: ErrorCode, raw: Uint8Array, headers: Body['headers'] = JSON_TYPE): Body => ({
  ...{ raw, headers, codes: [code] },
})
const strange = (text: string): Body => ({ raw: utf8(text), headers: JSON_TYPE, codes: [] })

/** A member in front of all others, written as it is: JSON.stringify would not write it. */
const withText = (payload: object, member: string): string => `{${member},${JSON.stringify(payload).slice(1)}`
const hex = fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => unit.toString(16))
const nested = (levels: number, open: string, close: string): string => open.repeat(levels) + close.repeat(levels)

const KINDS: Readonly<Record<string, Kind>> = {
  'truncated JSON': (payload) => {
    const whole = JSON.stringify(payload)
    return fc
      .integer({ min: 1, max: whole.length - 1 })
      .map((end) => refused('payload_not_json', utf8(whole.slice(0, end))))
  },
  'text that is no JSON': () =>
    fc
      .oneof(
        fc.constantFrom('{', '{]', "{'a':1}", '{"a":1,}', 'undefined', 'NaN', '{"a":01}', '{"a":1}}', '// x\n{}'),
        fc.lorem(),
      )
      .map((text) => refused('payload_not_json', utf8(text))),
  'invalid UTF-8': (payload) =>
    fc.constantFrom([0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80]).map((bytes) => {
      const [before, after] = withText(payload, '"x":"|"').split('|')
      return refused('payload_not_json', Buffer.concat([utf8(before ?? ''), Buffer.from(bytes), utf8(after ?? '')]))
    }),
  'UTF-16': (payload) =>
    fc.boolean().map((swapped) => {
      const text = Buffer.from(JSON.stringify(payload), 'utf16le')
      return refused('payload_not_json', swapped ? text.swap16() : text)
    }),
  'a byte order mark': (payload) =>
    fc.constant(
      refused('payload_not_json', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf8(JSON.stringify(payload))])),
    ),
  gzip: (payload) =>
    fc.constant(
      refused('payload_not_json', gzipSync(JSON.stringify(payload)), { ...JSON_TYPE, 'content-encoding': 'gzip' }),
    ),
  'another content type': (payload) =>
    fc
      .constantFrom(
        'text/plain',
        'application/x-www-form-urlencoded',
        'text/json',
        'application/jsonx',
        'multipart/form-data',
        '',
      )
      .map((type) =>
        refused('unsupported_media_type', utf8(JSON.stringify(payload)), type === '' ? {} : { 'content-type': type }),
      ),
  'an empty body': () => fc.constantFrom('', ' ', '\n\n').map((text) => refused('payload_not_json', utf8(text))),
  'JSON that is no object': () =>
    fc
      .oneof(fc.constantFrom(null, true, [], [{}], ''), fc.integer(), fc.string(), fc.array(fc.jsonValue()))
      .map((value) => ({ ...strange(JSON.stringify(value)), codes: ['payload_not_json', 'validation_failed'] })),
  'nesting far too deep': (payload) =>
    fc
      .tuple(fc.constantFrom(65, 1000, 100_000), fc.constantFrom(['[', ']'], ['{"a":', '}'], ['[', '']))
      .map(([levels, [open = '', close = '']]) =>
        refused(
          'payload_too_deep',
          utf8(withText(payload, `"deep":${nested(levels, open, close).replace(':}', ':0}')}`)),
        ),
      ),
  'more than 1 MiB': (payload) =>
    fc
      .integer({ min: 1024 * 1024, max: 1024 * 1024 + 300_000 })
      .map((size) => refused('payload_too_large', utf8(withText(payload, `"x":"${'x'.repeat(size)}"`)))),
  'names of prototypes': () =>
    fc
      .constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty')
      .map((name) =>
        strange(`{"${name}":{"polluted":true,"${name}":{"polluted":true}},"issue":{"${name}":{"polluted":1}}}`),
      ),
  'duplicate names': () =>
    fc
      .constantFrom('action', 'update_id', 'issue', 'ciBuildRun')
      .map((name) => strange(`{"${name}":1,"${name}":{"${name}":2,"${name}":[]}}`)),
  'giant numbers': () =>
    fc
      .constantFrom('1e999', '-1e999', '9007199254740993', '1'.repeat(5000), '1e-999', '0.1e400')
      .map((number) => strange(`{"update_id":${number},"issue":{"number":${number}},"ciBuildRun":{"id":${number}}}`)),
  'lone surrogates': () =>
    fc.tuple(hex, hex).map(([one, two]) => strange(`{"\\u${one}":"\\u${two}","ciBuildRun":{"x":"\\u${one}"}}`)),
  'an object of any shape': () =>
    fc
      .dictionary(
        fc.oneof(fc.string(), fc.constantFrom('issue', 'message', 'ciBuildRun', 'repository')),
        fc.jsonValue(),
      )
      .map((value) => strange(JSON.stringify(value))),
}

const SENDER_NAMES = Object.keys(SENDERS) as (keyof typeof SENDERS)[]
const sendings = fc
  .record({
    by: fc.constantFrom(...SENDER_NAMES),
    kind: fc.constantFrom(...Object.keys(KINDS)),
    nth: fc.integer({ min: 1, max: 1_000_000 }),
    chunked: fc.boolean(),
  })
  .chain((sending) => {
    const made = KINDS[sending.kind]?.(SENDERS[sending.by].payload(sending.nth)) ?? fc.constant(strange('{}'))
    return made.map((body) => ({ ...sending, body }))
  })

it('whatever is wrong with a body, its sender is told what, nothing is written, and the console goes on', async () => {
  const app = await startApp({ env: ALL_SOURCES })
  const files = () => readdir(join(app.config.data_root, 'ssot'))
  const seen = new Set<string>()
  let nth = 0
  let claimed = 0
  const send = (sender: WebhookSender, body: Body, chunked: boolean): Promise<Heard> => {
    nth += 1
    return post(app.url + sender.path, { ...body.headers, ...sender.headers(body.raw, nth) }, body.raw, chunked)
  }

  await fc.assert(
    fc.asyncProperty(sendings, async ({ by, kind, body, chunked }) => {
      const before = await files()
      const { status, headers, body: said } = await send(SENDERS[by], body, chunked)
      seen.add(`${kind} ${by}`)
      if (status < 300) {
        expect(body.codes).toEqual([])
        if (!(JSON.parse(said) as { replayed: boolean }).replayed) claimed += 1
      } else {
        expect([status >= 400 && status < 500, headers['content-type']]).toEqual([
          true,
          'application/problem+json; charset=utf-8',
        ])
        const { error_code, remediation_hint } = Problem.parse(JSON.parse(said))
        expect(remediation_hint.length).toBeGreaterThan(10)
        if (body.codes.length > 0) expect([...body.codes, ...overLimit(body)]).toContain(error_code)
        else expect(status).toBe(400)
      }
      expect(await files()).toEqual(before)
    }),
    { numRuns: 900 },
  )
  // Nearly every kind was sent by nearly every sender.
  expect(seen.size).toBeGreaterThan(Object.keys(KINDS).length * SENDER_NAMES.length * 0.9)
  // What was refused was not claimed either.
  expect(await app.lines('webhook_received')).toHaveLength(claimed)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()

  expect((await fetch(`${app.url}/health`)).status).toBe(200)
  for (const [index, sender] of Object.values(SENDERS).entries()) {
    const body = strange(JSON.stringify(sender.payload(2_000_000 + index)))
    const { status, body: said } = await send(sender, body, false)
    expect([status, JSON.parse(said)]).toEqual([200, expect.objectContaining({ outcome: 'task_created' })])
  }
  const names = await files()
  expect(names).toHaveLength(Object.keys(SENDERS).length)
  for (const name of names) Task.parse(JSON.parse(await readFile(join(app.config.data_root, 'ssot', name), 'utf8')))
}, 120_000)

/** A body that is too large was not read, so nobody knows who sent it: soon its address has failed too often. */
function overLimit({ codes }: Body): readonly ErrorCode[] {
  return codes.includes('payload_too_large') ? ['ingress_rate_limited'] : []
}
