import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { chain, LINE_FEED } from '../../support/audit-chain.ts'
import {
  changeFile,
  crashAfter,
  draft,
  keepingWitness,
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

  test('a line after an open head fits the chain but is not an audit event', async () => {
    const line = (middle: string) => (seq: number, hash: string) =>
      Buffer.from(`{"seq":${seq},${middle},"prev_hash":"${hash}"}`)
    const whole = chain([draft(5)])[0]
      ?.toString()
      .slice('{"seq":1,'.length, -',"prev_hash":""}'.length - 64) as string
    const strangers = [
      line('NOT JSON AT ALL'),
      line('"ts":"2026-01-31T09:30:00.000Z"'),
      line(whole.replace('"door":"http"', '"door":"window"')),
      line(whole.replace('request_served', 'task_adored')),
      line(`${whole},"seq":77`),
      line(`${whole},"more":1`),
    ]
    for (const make of strangers) {
      await withFolder(async (folder) => {
        await crashAfter(folder, keys, { signed: 2, unsigned: 1 })
        const last = (await linesOf(folder)).at(-1) as string
        const stranger = make(4, sha256(last))
        const after = chain([draft(6)], { seq: 4, hash: sha256(stranger) })[0] as Buffer
        await changeFile(join(folder, ACTIVE), (b) => Buffer.concat([b, stranger, LINE_FEED]))
        const alone = await refusal(folder, keys)
        expect(alone.message).toContain('line 4 (seq 4) is edited')
        await changeFile(join(folder, ACTIVE), (b) => Buffer.concat([b, after, LINE_FEED, Buffer.from('{"seq":6')]))
        expect((await refusal(folder, keys)).message).toContain('line 4 (seq 4) is edited')
        expect(await readdir(folder)).not.toContain('torn')
      })
    }
  })

  test.each<[string, (folder: string) => Promise<void>]>([
    ['gone with its head', (folder) => rm(folder, { recursive: true })],
    [
      'emptied and its head is gone',
      async (folder) => {
        await rm(join(folder, 'head.json'))
        await writeFile(join(folder, ACTIVE), '')
      },
    ],
  ])('a log that was once begun is %s, unless the loss is accepted', (_, lose) =>
    withFolder(async (folder) => {
      const witness = keepingWitness()
      await writeLog(folder, keys, 4, { witness })
      await lose(folder)
      const error = await refusal(folder, keys, { witness })
      expect(error.message).toContain('audit/events.jsonl line 1 (seq 1) is truncated')
      expect(error.remedy).toContain('--accept-audit-loss')
      const { opened, close } = await openLog(folder, keys, { witness, recover: 'the disk was replaced' })
      await close()
      expect(opened.recovered).toMatchObject({ kind: 'truncated' })
      expect(JSON.parse((await linesOf(folder))[0] as string)).toMatchObject({ seq: 1, type: 'audit_log_recovered' })
      await (await openLog(folder, keys, { witness })).close()
      expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true, begins_with_recovery: true })
    }),
  )

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
