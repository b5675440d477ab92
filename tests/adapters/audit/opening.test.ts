import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { chain } from '../../support/audit-chain.ts'
import {
  changeFile,
  crashAfter,
  draft,
  linesOf,
  makeKeys,
  openLog,
  refusal,
  verifyFolder,
  withFolder,
  writeLog,
} from '../../support/audit-log.ts'

const keys = makeKeys('key-1')
const ACTIVE = 'events.jsonl'

const lineAt = (lines: readonly string[], i: number) => JSON.parse(lines.at(i) as string)

describe('a log that was closed in good order', () => {
  test('is gone on with, in one chain over all starts', () =>
    withFolder(async (folder) => {
      for (let start = 1; start <= 4; start++) await writeLog(folder, keys, 3)
      expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true, count: 12, last_seq: 12, state: 'closed' })
    }))

  test('is not fresh, has nothing to mend, and does not change by being opened', () =>
    withFolder(async (folder) => {
      await writeLog(folder, keys, 3)
      const before = await readFile(join(folder, ACTIVE))
      const { opened, close } = await openLog(folder, keys)
      expect(opened).toEqual({ fresh: false, torn: null, resigned: null, recovered: null })
      await close()
      expect(await readFile(join(folder, ACTIVE))).toEqual(before)
    }))
})

describe('after a crash', () => {
  test('whole lines that were not yet signed are verified, kept and signed', () =>
    withFolder(async (folder) => {
      await crashAfter(folder, keys, { signed: 3, unsigned: 4 })
      expect(await verifyFolder(folder, keys)).toMatchObject({ ok: false, kind: 'unsigned', line_number: 4 })
      const { opened, log, close } = await openLog(folder, keys)
      expect(opened).toMatchObject({ fresh: false, torn: null, resigned: { from_seq: 4, to_seq: 7 } })
      expect(log.head()).toMatchObject({ seq: 8, signed_seq: 8 })
      await close()
      expect(lineAt(await linesOf(folder), -1)).toMatchObject({
        type: 'audit_tail_resigned',
        data: { from_seq: 4, to_seq: 7 },
      })
      expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true, count: 8 })
    }))

  test('a last line that was torn at any byte is set aside, and all before it is kept', () =>
    withFolder(async (folder) => {
      await crashAfter(folder, keys, { signed: 2, unsigned: 2 })
      const whole = await readFile(join(folder, ACTIVE))
      const start = whole.lastIndexOf('\n', whole.length - 2) + 1
      for (let length = start + 1; length < whole.length; length++) {
        const torn = `${folder}-torn-${length}`
        await cp(folder, torn, { recursive: true })
        await writeFile(join(torn, ACTIVE), whole.subarray(0, length))
        const { opened, close } = await openLog(torn, keys)
        await close()
        const bytes = whole.subarray(start, length)
        expect(opened.torn).toMatchObject({ bytes: bytes.length, sha256: sha256(bytes) })
        expect(await readFile(join(torn, opened.torn?.file as string))).toEqual(bytes)
        expect(opened.resigned).toEqual({ from_seq: 3, to_seq: 3 })
        const lines = await linesOf(torn)
        expect(lineAt(lines, 3)).toMatchObject({ type: 'audit_torn_line_set_aside', data: opened.torn })
        expect(await verifyFolder(torn, keys)).toMatchObject({ ok: true, count: 5 })
        await rm(torn, { recursive: true })
      }
    }))

  test('a last line of other bytes that has a line feed is set aside as well', () =>
    withFolder(async (folder) => {
      await crashAfter(folder, keys, { signed: 2, unsigned: 0 })
      await changeFile(join(folder, ACTIVE), (bytes) => Buffer.concat([bytes, Buffer.alloc(100), Buffer.from('\n')]))
      const { opened, close } = await openLog(folder, keys)
      await close()
      expect(opened.torn).toMatchObject({ bytes: 101 })
      expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true, count: 3 })
    }))

  test('a second crash while the first is being mended loses nothing', () =>
    withFolder(async (folder) => {
      await crashAfter(folder, keys, { signed: 2, unsigned: 2 })
      await changeFile(join(folder, ACTIVE), (bytes) => Buffer.concat([bytes, Buffer.from('{"seq":5,"ts')]))
      // The torn bytes were copied, but the process was killed before they were cut off.
      await mkdir(join(folder, 'torn'))
      await writeFile(join(folder, 'torn', 'copied.bin'), '{"seq":5,"ts')
      await writeFile(join(folder, '.tmp-head.json.1.abc'), 'half a head')
      await (await openLog(folder, keys)).close()
      expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true, count: 6 })
      expect(await readdir(folder)).not.toContain('.tmp-head.json.1.abc')
    }))
})

describe('it refuses to start, naming file, line and kind and the way on, when', () => {
  const cases: [string, string, (folder: string) => Promise<void>, string][] = [
    ['a line was edited', 'line 2 (seq 2) is edited', (f) => changeLines(f, (l) => l.with(1, edited(l[1]))), ACTIVE],
    ['a line was dropped', 'line 2 (seq 3) is dropped', (f) => changeLines(f, (l) => l.toSpliced(1, 1)), ACTIVE],
    ['two lines changed places', 'is reordered', (f) => changeLines(f, (l) => [l[1], l[0], ...l.slice(2)]), ACTIVE],
    [
      'the log is shorter than signed',
      'line 4 (seq 4) is truncated',
      (f) => changeLines(f, (l) => l.slice(0, 3)),
      ACTIVE,
    ],
    [
      'the last line was torn although it was signed',
      'is truncated',
      (f) => changeFile(join(f, ACTIVE), (b) => b.subarray(0, -5)),
      ACTIVE,
    ],
    ['the log is gone', 'line 1 (seq 1) is truncated', (f) => rm(join(f, ACTIVE)), ACTIVE],
    ['the head is gone', 'is unsigned', (f) => rm(join(f, 'head.json')), 'head.json'],
    [
      'the head was changed',
      'is unsigned',
      (f) => changeFile(join(f, 'head.json'), (b) => b.toString().replace('"seq":4', '"seq":3')),
      'head.json',
    ],
    [
      'lines were added to a closed log',
      'line 5 (seq 5) is unsigned',
      (f) =>
        changeLines(f, (l) => {
          const last = { seq: 4, hash: sha256(l[3] as string) }
          return [...l, chain([draft(5)], last)[0]?.toString()]
        }),
      ACTIVE,
    ],
    [
      'half a line was added to a closed log',
      'is unsigned',
      (f) => changeFile(join(f, ACTIVE), (b) => `${b}{"seq":5`),
      ACTIVE,
    ],
  ]

  function changeLines(
    folder: string,
    change: (lines: (string | undefined)[]) => (string | undefined)[],
  ): Promise<void> {
    return changeFile(join(folder, ACTIVE), (bytes) => {
      const lines = bytes.toString().split('\n').slice(0, -1)
      return change(lines)
        .map((line) => `${line}\n`)
        .join('')
    })
  }

  function edited(line: string | undefined): string {
    return (line as string).replace('"status":200', '"status":201')
  }

  test.each(cases)('%s', async (_, expected, tamper, file) => {
    await withFolder(async (folder) => {
      await writeLog(folder, keys, 4)
      await tamper(folder)
      const before = await readdir(folder)
      const error = await refusal(folder, keys)
      expect(error.exitCode).toBe(1)
      expect(error.message).toContain(`audit/${file} line`)
      expect(error.message).toContain(expected)
      expect(error.remedy).toContain('countersign audit verify')
      expect(error.remedy).toContain('countersign serve --accept-audit-loss "REASON"')
      expect(await readdir(folder)).toEqual(before)
    })
  })

  test('the log cannot be read', () =>
    withFolder(async (folder) => {
      await mkdir(join(folder, ACTIVE), { recursive: true })
      const error = await refusal(folder, keys)
      expect(error.message).toContain(`The audit log in ${folder} cannot be opened: EISDIR`)
      expect(error.remedy).toContain('writable')
    }))

  test('it was signed with another key', () =>
    withFolder(async (folder) => {
      await writeLog(folder, keys, 4)
      expect((await refusal(folder, makeKeys('key-1'))).message).toContain('signature does not fit')
      expect((await refusal(folder, makeKeys('key-2'))).message).toContain(
        'signed with another key (key-1 instead of key-2)',
      )
    }))
})
