import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
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

describe('an operator who accepts the loss', () => {
  test('gets a new log that names what was lost, is verifiable from its first line, and never uses a seq again', () =>
    withFolder(async (folder) => {
      await writeLog(folder, keys, 4)
      const head = JSON.parse(await readFile(join(folder, 'head.json'), 'utf8'))
      await changeFile(join(folder, ACTIVE), (bytes) => bytes.toString().replace('"status":200', '"status":500'))
      const damaged = await readFile(join(folder, ACTIVE))

      const { opened, log, close } = await openLog(folder, keys, { recover: 'the disk was replaced' })
      expect(opened.recovered).toMatchObject({ kind: 'edited', line_number: 1 })
      expect(await log.record(draft(1))).toMatchObject({ seq: 6 })
      await close()

      const first = lineAt(await linesOf(folder), 0)
      expect(first).toMatchObject({ seq: 5, type: 'audit_log_recovered', prev_hash: head.hash })
      expect(first.data).toMatchObject({
        reason: 'the disk was replaced',
        problem: 'edited',
        last_signed_seq: 4,
        last_signed_hash: head.hash,
      })
      const [segment] = first.data.quarantined
      expect(segment).toMatchObject({ sha256: sha256(damaged), bytes: damaged.length })
      expect(await readFile(join(folder, segment.file))).toEqual(damaged)
      expect(first.data.quarantined.map((one: { file: string }) => one.file.split('/').at(-1))).toEqual([
        ACTIVE,
        'head.json',
      ])
      expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true, first_seq: 5, begins_with_recovery: true })
      await (await openLog(folder, keys)).close()
    }))

  test('keeps the seq of lines that were never signed out of use too', () =>
    withFolder(async (folder) => {
      await crashAfter(folder, keys, { signed: 2, unsigned: 3 })
      await rm(join(folder, 'head.json'))
      await (await openLog(folder, keys, { recover: 'the head was lost' })).close()
      const first = lineAt(await linesOf(folder), 0)
      expect(first).toMatchObject({ seq: 6, prev_hash: '0'.repeat(64), data: { last_signed_seq: null } })
      expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true, first_seq: 6, begins_with_recovery: true })
    }))

  test('who was killed in the middle is asked again; nothing looks like a log that was never begun', () =>
    withFolder(async (folder) => {
      await writeLog(folder, keys, 4)
      // The segments were moved away, and nothing more happened.
      await mkdir(join(folder, 'quarantine', 'x'), { recursive: true })
      await cp(join(folder, ACTIVE), join(folder, 'quarantine', 'x', ACTIVE))
      await rm(join(folder, ACTIVE))
      expect((await refusal(folder, keys)).message).toContain('truncated')
      await (await openLog(folder, keys, { recover: 'again' })).close()
      expect(lineAt(await linesOf(folder), 0)).toMatchObject({ seq: 5, type: 'audit_log_recovered' })
    }))

  test('who was killed before the new log was signed is asked again', () =>
    withFolder(async (folder) => {
      await writeLog(folder, keys, 4)
      const head = await readFile(join(folder, 'head.json'))
      await rm(join(folder, ACTIVE))
      await (await openLog(folder, keys, { recover: 'first try' })).close()
      await writeFile(join(folder, 'head.json'), head)
      expect((await refusal(folder, keys)).message).toContain('line 1 (seq 5) is unsigned')
      await (await openLog(folder, keys, { recover: 'second try' })).close()
      expect(lineAt(await linesOf(folder), 0)).toMatchObject({ seq: 6, data: { reason: 'second try' } })
    }))

  test('of a log that is sound gets it as it is', () =>
    withFolder(async (folder) => {
      await writeLog(folder, keys, 2)
      const { opened, close } = await openLog(folder, keys, { recover: 'just in case' })
      await close()
      expect(opened.recovered).toBe(null)
      expect(await readdir(folder)).not.toContain('quarantine')
      expect(await linesOf(folder)).toHaveLength(2)
    }))

  test('can do so twice in one millisecond without overwriting what was set aside', () =>
    withFolder(async (folder) => {
      const clock = { now: () => Date.parse('2026-01-31T09:30:00.000Z') }
      for (let loss = 1; loss <= 2; loss++) {
        await writeLog(folder, keys, 2, { clock })
        await rm(join(folder, 'head.json'))
        await (await openLog(folder, keys, { clock, recover: `loss ${loss}` })).close()
      }
      expect(await readdir(join(folder, 'quarantine'))).toHaveLength(2)
    }))
})
