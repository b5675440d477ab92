import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Problem } from '../../contract/problem.ts'
import { Task } from '../../contract/task.ts'
import { startApp } from '../support/running-app.ts'
import { ALL_SOURCES, type Heard, post, SENDERS, type WebhookSender } from '../support/webhook-senders.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

interface Case {
  readonly kind: string
  readonly raw: Uint8Array
  readonly headers: Record<string, string>
  readonly chunked: boolean
  /** The code that it is refused with; null: it is JSON of a strange shape, which may be recorded. */
  readonly code: string | null
}
/** Makes a case out of a payload that a task could be made of. */
type Kind = (payload: object) => fc.Arbitrary<Omit<Case, 'kind' | 'chunked'>>

const utf8 = (text: string): Uint8Array => Buffer.from(text)
const refused = (code: string, raw: Uint8Array, headers: Record<string, string> = JSON_TYPE) => ({ raw, headers, code })
const strange = (raw: Uint8Array) => ({ raw, headers: JSON_TYPE, code: null })

/** A member in front of all others, written as it is: JSON.stringify would not write it. */
const withText = (payload: object, member: string): string => `{${member},${JSON.stringify(payload).slice(1)}`
const hex = fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => unit.toString(16))
const nested = (levels: number, open: string, close: string): string => open.repeat(levels) + close.repeat(levels)

const KINDS: Readonly<Record<string, Kind>> = {
  'truncated JSON': (payload) => {
    const whole = JSON.stringify(payload)
    return fc.integer({ min: 1, max: whole.length - 1 }).map((end) => refused('payload_not_json', utf8(whole.slice(0, end))))
  },
  'text that is no JSON': () =>
    fc
      .oneof(fc.constantFrom('{', '{]', "{'a':1}", '{"a":1,}', 'undefined', 'NaN', '{"a":01}', '{"a":1}}', '// x\n{}'), fc.lorem())
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
    fc.constant(refused('payload_not_json', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf8(JSON.stringify(payload))]))),
  gzip: (payload) =>
    fc.constant(
      refused('payload_not_json', gzipSync(JSON.stringify(payload)), { ...JSON_TYPE, 'content-encoding': 'gzip' }),
    ),
  'another content type': (payload) =>
    fc
      .constantFrom('text/plain', 'application/x-www-form-urlencoded', 'text/json', 'application/jsonx', 'multipart/form-data', '')
      .map((type) => refused('unsupported_media_type', utf8(JSON.stringify(payload)), type === '' ? {} : { 'content-type': type })),
  'an empty body': () => fc.constantFrom('', ' ', '\n\n').map((text) => refused('payload_not_json', utf8(text))),
  'JSON that is no object': () =>
    fc
      .oneof(fc.constantFrom(null, true, [], [{}], ''), fc.integer(), fc.string(), fc.array(fc.jsonValue()))
      .map((value) => refused('payload_not_json', utf8(JSON.stringify(value)))),
  'nesting far too deep': (payload) =>
    fc
      .tuple(fc.constantFrom(65, 1000, 100_000), fc.constantFrom(['[', ']'], ['{"a":', '}'], ['[', '']))
      .map(([levels, [open = '', close = '']]) =>
        refused('payload_too_deep', utf8(withText(payload, `"deep":${nested(levels, open, close).replace(':}', ':0}')}`))),
      ),
  'more than 1 MiB': (payload) =>
    fc
      .integer({ min: 1024 * 1024, max: 1024 * 1024 + 300_000 })
      .map((size) => refused('payload_too_large', utf8(withText(payload, `"x":"${'x'.repeat(size)}"`)))),
  'names of prototypes': () =>
    fc
      .constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty')
      .map((name) => strange(utf8(`{"${name}":{"polluted":true,"${name}":{"polluted":true}},"issue":{"${name}":{"polluted":1}}}`))),
  'duplicate names': () =>
    fc.constantFrom('action', 'update_id', 'issue', 'ciBuildRun').map((name) => strange(utf8(`{"${name}":1,"${name}":{"${name}":2,"${name}":[]}}`))),
  'giant numbers': () =>
    fc
      .constantFrom('1e999', '-1e999', '9007199254740993', '1'.repeat(5000), '1e-999', '0.1e400')
      .map((number) => strange(utf8(`{"update_id":${number},"issue":{"number":${number}},"ciBuildRun":{"id":${number}}}`))),
  'lone surrogates': () =>
    fc.tuple(hex, hex).map(([one, two]) => strange(utf8(`{"\\u${one}":"\\u${two}","ciBuildRun":{"x":"\\u${one}"}}`))),
  'an object of any shape': () =>
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('issue', 'message', 'ciBuildRun', 'repository')), fc.jsonValue()).map((value) => strange(utf8(JSON.stringify(value)))),
}

const cases: fc.Arbitrary<readonly [WebhookSender, (nth: number) => fc.Arbitrary<Case>]> = fc.tuple(
  fc.constantFrom(...Object.values(SENDERS)),
  fc.constantFrom(...Object.entries(KINDS)).map(([kind, make]) => (nth: number) => make({ nth }).map((made) => ({ ...made, kind, chunked: false }))),
)
