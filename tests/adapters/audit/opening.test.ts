import { readFileSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import {
  changeFile,
  crashAfter,
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

describe('the witness that a log was begun', () => {
  test('is made once the first head is on the disk, and made up for a log that is older than it', () =>
    withFolder(async (folder) => {
      const headAtCreation: string[] = []
      const witness = {
        exists: () => headAtCreation.length > 0,
        create: () => void headAtCreation.push(readFileSync(join(folder, 'head.json'), 'utf8')),
      }
      await writeLog(folder, keys, 1)
      await writeLog(folder, keys, 1, { witness })
      await writeLog(folder, keys, 1, { witness })
      expect(headAtCreation).toHaveLength(1)
    }))

  test('that cannot be made stops the start', () =>
    withFolder(async (folder) => {
      const create = (): void => {
        throw new Error('ENOSPC: no space left on device')
      }
      const error = await refusal(folder, keys, { witness: { exists: () => false, create } })
      expect(error.message).toContain('ENOSPC')
      await writeLog(folder, keys, 1)
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
