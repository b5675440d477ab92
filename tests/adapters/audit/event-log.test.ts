import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AuditEvent, SignedHead } from '../../../contract/audit-event.ts'
import type { CommittedLine } from '../../../main/core/audit/event-log.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { draft, keepingLogger, linesOf, makeKeys, openLog, verifyFolder, withFolder } from '../../support/audit-log.ts'

const keys = makeKeys('key-1')

test('lines stand in the log in the order of the calls, whether somebody waits for them or not', () =>
  withFolder(async (folder) => {
    const { log, close } = await openLog(folder, keys)
    const written: Promise<{ seq: number }>[] = []
    for (let n = 1; n <= 500; n++) {
      if (n % 3 === 0) written.push(log.record(draft(n)))
      else log.note(draft(n))
    }
    const seqs = (await Promise.all(written)).map((line) => line.seq)
    await close()
    const events = (await linesOf(folder)).map((line) => AuditEvent.parse(JSON.parse(line)))
    expect(events.map((event) => event.data['n'])).toEqual(Array.from({ length: 500 }, (_, i) => i + 1))
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 500 }, (_, i) => i + 1))
    expect(seqs).toEqual(Array.from({ length: 166 }, (_, i) => (i + 1) * 3))
    expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true, count: 500, state: 'closed' })
  }))

test('a recorded line is on the disk, with the instant of the call, when the promise resolves', () =>
  withFolder(async (folder) => {
    let now = Date.parse('2026-01-31T09:30:00.000Z')
    const { log, close } = await openLog(folder, keys, { clock: { now: () => now } })
    const first = log.record(draft(1))
    now += 5000
    const written = await first
    expect(written).toEqual({ seq: 1, ts: '2026-01-31T09:30:00.000Z' })
    const [line] = await linesOf(folder)
    expect(JSON.parse(line as string)).toMatchObject(written)
    expect(log.head()).toMatchObject({ seq: 1, hash: sha256(line as string), failure: null })
    await close()
  }))

test('many lines share one commit, and each batch is announced before its callers are answered', () =>
  withFolder(async (folder) => {
    const batches: (readonly CommittedLine[])[] = []
    const { log, close } = await openLog(folder, keys, { onCommitted: (lines) => batches.push(lines) })
    const announcedAtAnswer: number[] = []
    await Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        const { seq } = await log.record(draft(n))
        announcedAtAnswer.push(batches.flat().length - seq)
      }),
    )
    expect(batches.length).toBeLessThan(20)
    expect(Math.min(...announcedAtAnswer)).toBeGreaterThanOrEqual(0)
    const bytes = await readFile(join(folder, 'events.jsonl'))
    for (const { event, segment, offset, length } of batches.flat()) {
      expect(segment).toBe(1)
      expect(JSON.parse(bytes.toString('utf8', offset, offset + length))).toEqual(event)
    }
    await close()
  }))

test('the signed head follows the log by itself and says closed after the last line', () =>
  withFolder(async (folder) => {
    const { log, close } = await openLog(folder, keys)
    const head = async (): Promise<SignedHead> =>
      SignedHead.parse(JSON.parse(await readFile(join(folder, 'head.json'), 'utf8')))
    expect(await head()).toMatchObject({ seq: 0, count: 0, state: 'open' })
    await log.record(draft(1))
    await expect.poll(() => log.head().signed_seq).toBe(1)
    expect(await head()).toMatchObject({ seq: 1, hash: log.head().hash, state: 'open' })
    log.note(draft(2))
    await close()
    expect(await head()).toMatchObject({ seq: 2, count: 2, state: 'closed', key_id: 'key-1' })
  }))

test('closing writes what still waits; a line after that is refused and never half taken', () =>
  withFolder(async (folder) => {
    const logger = keepingLogger()
    const { log, close } = await openLog(folder, keys, { logger })
    for (let n = 1; n <= 10; n++) log.note(draft(n))
    await Promise.all([close(), close()])
    await expect(log.record(draft(11))).rejects.toMatchObject({ code: 'audit_unavailable' })
    log.note(draft(12))
    expect(logger.lines).toMatchObject([{ level: 'error', message: 'an audit line was lost' }])
    expect(await linesOf(folder)).toHaveLength(10)
  }))

test('data that is not JSON is refused alone; the lines around it are written', () =>
  withFolder(async (folder) => {
    const { log, close } = await openLog(folder, keys)
    const bad = draft(2, { data: { big: 1n as never } })
    const results = await Promise.allSettled([log.record(draft(1)), log.record(bad), log.record(draft(3))])
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    await close()
    expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true, count: 2 })
  }))

test('a listener that fails does not disturb the log', () =>
  withFolder(async (folder) => {
    const logger = keepingLogger()
    const onCommitted = (): void => {
      throw new Error('a fault in the index')
    }
    const { log, close } = await openLog(folder, keys, { logger, onCommitted })
    expect(await log.record(draft(1))).toMatchObject({ seq: 1 })
    expect(await log.record(draft(2))).toMatchObject({ seq: 2 })
    expect(logger.lines[0]).toMatchObject({ level: 'error', message: 'a listener of the audit log failed' })
    await close()
  }))

test('a line of several megabytes is written whole', () =>
  withFolder(async (folder) => {
    const { log, close } = await openLog(folder, keys)
    const text = 'ö'.repeat(5_000_000)
    await Promise.all([log.record(draft(1)), log.record(draft(2, { data: { text } })), log.record(draft(3))])
    await close()
    const events = (await linesOf(folder)).map((line) => JSON.parse(line))
    expect(events[1].data.text).toBe(text)
    const reopened = await openLog(folder, keys)
    expect(reopened.log.head().seq).toBe(3)
    await reopened.close()
    expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true, count: 3 })
  }))
