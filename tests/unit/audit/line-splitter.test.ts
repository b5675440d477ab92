import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLineSplitter } from '../../../main/core/audit/line-splitter.ts'
import { rotatedName, rotatedOrdinal } from '../../../main/core/audit/segment-names.ts'

test('lines come out whole and with their offsets, wherever the stream is cut into chunks', () => {
  const text = fc
    .array(fc.constantFrom('\n', 'a', 'ö', '🙂'), { maxLength: 40 })
    .map((parts) => Buffer.from(parts.join('')))
  fc.assert(
    fc.property(text, fc.array(fc.integer({ min: 1, max: 7 })), fc.nat(1000), (bytes, sizes, start) => {
      const lines: { text: string; offset: number }[] = []
      const splitter = createLineSplitter(start, (line, offset) => {
        lines.push({ text: Buffer.from(line).toString('latin1'), offset })
      })
      let at = 0
      // The same buffer is used for every chunk, as a reader of files does.
      const chunk = Buffer.alloc(7)
      for (const size of [...sizes, ...Array.from(bytes, () => 5)]) {
        const length = bytes.copy(chunk, 0, at, at + size)
        splitter.push(chunk.subarray(0, length))
        at += length
      }
      const all = bytes.toString('latin1').split('\n')
      expect(Buffer.from(splitter.rest()).toString('latin1')).toBe(all.pop())
      expect(lines.map((line) => line.text)).toEqual(all)
      for (const line of lines) {
        const from = line.offset - start
        expect(bytes.toString('latin1', from, from + line.text.length + 1)).toBe(`${line.text}\n`)
      }
    }),
  )
})

test('the name of a full segment and its ordinal stand for each other', () => {
  expect(rotatedName(1)).toBe('events-000001.jsonl')
  for (const ordinal of [1, 42, 999_999, 1_000_000]) expect(rotatedOrdinal(rotatedName(ordinal))).toBe(ordinal)
  for (const name of ['events.jsonl', 'events-1.jsonl', 'events-000001.jsonl.bak', 'head.json']) {
    expect(rotatedOrdinal(name)).toBe(null)
  }
})
