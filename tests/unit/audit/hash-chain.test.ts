import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { AuditEvent } from '../../../contract/audit-event.ts'
import {
  chainedLine,
  createBodyWriter,
  isWholeLine,
  linksTo,
  NO_LINE,
  prevHashOf,
  seqOf,
} from '../../../main/core/audit/hash-chain.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { anyDraft, TS } from '../../support/audit-chain.ts'
import { draft } from '../../support/audit-log.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('a line is one JSON object with its members in the published order and prev_hash last', () => {
  fc.assert(
    fc.property(anyDraft, fc.integer({ min: 1, max: 1e9 }), (one, seq) => {
      const line = chainedLine(seq, createBodyWriter()(one, TS), sha256('before'))
      const event = JSON.parse(line)
      expect(Object.keys(event)).toEqual([
        ...['seq', 'ts', 'type', 'actor', 'correlation_id', 'task_id', 'route', 'status', 'data', 'prev_hash'],
      ])
      expect(event).toEqual({ seq, ts: TS, ...JSON.parse(JSON.stringify(one)), prev_hash: sha256('before') })
      expect(line).not.toContain('\n')
      expect(AuditEvent.parse(event).seq).toBe(seq)
    }),
  )
})

test('seq and prev_hash are read from the raw bytes as they are written', () => {
  fc.assert(
    fc.property(anyDraft, fc.integer({ min: 1, max: 999_999_999_999_999 }), fc.string(), (one, seq, before) => {
      const line = bytes(chainedLine(seq, createBodyWriter()(one, TS), sha256(before)))
      expect(seqOf(line)).toBe(seq)
      expect(prevHashOf(line)).toBe(sha256(before))
      expect(linksTo(line, sha256(before))).toBe(true)
      expect(linksTo(line, sha256(`${before}!`))).toBe(false)
    }),
  )
})

test('what does not begin and end as a line is no line', () => {
  const line = chainedLine(7, createBodyWriter()(draft(1), TS), NO_LINE)
  expect(isWholeLine(bytes(line))).toBe(true)
  for (let cut = 0; cut < line.length; cut++) expect(isWholeLine(bytes(line).subarray(0, cut))).toBe(false)
  for (const wrong of ['{"seq":0,', '{"seq":07,', '{"seq":,', '{"seq":-7,', '{"seq":1234567890123456,', '{"sep":7,']) {
    expect(seqOf(bytes(line.replace('{"seq":7,', wrong)))).toBe(0)
  }
  expect(prevHashOf(bytes(line.replace(NO_LINE, NO_LINE.replace('0', 'A'))))).toBe(null)
})

test('data that is not JSON is refused when the line is written, not later', () => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  expect(() => createBodyWriter()(draft(1, { data: circular as never }), TS)).toThrow(TypeError)
})
