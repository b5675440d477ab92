import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CommittedLine } from '../../../main/core/audit/event-log.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import {
  changeFile,
  draft,
  keepingLogger,
  linesOf,
  makeKeys,
  openLog,
  verifyFolder,
  withFolder,
  writeLog,
} from '../../support/audit-log.ts'

const keys = makeKeys('key-1')
const SMALL = { maxSegmentBytes: 1500 }
const ACTIVE = 'events.jsonl'
const segmentsIn = async (folder: string) => (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort()

test('a full segment is put away and the chain goes on in the next one, which names it', () =>
  withFolder(async (folder) => {
    await writeLog(folder, keys, 20, SMALL)
    const names = await segmentsIn(folder)
    expect(names.slice(0, 2)).toEqual(['events-000001.jsonl', 'events-000002.jsonl'])
    expect(names.at(-1)).toBe(ACTIVE)
    const before = (await readFile(join(folder, 'events-000001.jsonl'), 'utf8')).trimEnd().split('\n')
    const first = JSON.parse((await readFile(join(folder, 'events-000002.jsonl'), 'utf8')).split('\n')[0] as string)
    const hash = sha256(before.at(-1) as string)
    expect(first).toMatchObject({ type: 'audit_segment_opened', seq: before.length + 1, prev_hash: hash })
    expect(first.data).toEqual({
      previous_file: 'events-000001.jsonl',
      previous_seq: before.length,
      previous_hash: hash,
    })
    const lines = await linesOf(folder)
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual(lines.map((_, i) => i + 1))
    expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true, count: lines.length })
  }))

test('listeners are told of every line of every segment, with its place', () =>
  withFolder(async (folder) => {
    const seen: CommittedLine[] = []
    await writeLog(folder, keys, 20, { ...SMALL, onCommitted: (lines) => seen.push(...lines) })
    expect(seen.map((line) => line.event.seq)).toEqual((await linesOf(folder)).map((_, i) => i + 1))
    const names = await segmentsIn(folder)
    for (const { event, segment, offset, length } of seen) {
      const bytes = await readFile(join(folder, names[segment - 1] as string))
      expect(JSON.parse(bytes.toString('utf8', offset, offset + length))).toEqual(event)
    }
  }))

test('a log of many segments is opened by its last ones and gone on with', () =>
  withFolder(async (folder) => {
    for (let start = 1; start <= 3; start++) await writeLog(folder, keys, 10, SMALL)
    const { opened, close } = await openLog(folder, keys, SMALL)
    await close()
    expect(opened).toMatchObject({ fresh: false, resigned: null, recovered: null })
    expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true, last_seq: (await linesOf(folder)).length })
  }))

describe('a crash in a rotation is mended at the next start', () => {
  /** A log that was just put away as a whole, with an open head that signs its last line. */
  async function putAway(folder: string): Promise<void> {
    const origin = `${folder}-before`
    const { log, close } = await openLog(origin, keys)
    for (let n = 1; n <= 3; n++) await log.record(draft(n))
    await expect.poll(() => log.head().signed_seq).toBe(3)
    // The head may be on its way just now, under a temporary name that is gone a moment later.
    await cp(origin, folder, { recursive: true, filter: (path) => !basename(path).startsWith('.tmp-') })
    await close()
    await rename(join(folder, ACTIVE), join(folder, 'events-000001.jsonl'))
  }

  test.each([
    ['before the new segment was made', async () => undefined],
    ['when the new segment was empty', (folder: string) => writeFile(join(folder, ACTIVE), '')],
    [
      'when the first line of the new segment was torn',
      (folder: string) => writeFile(join(folder, ACTIVE), '{"seq":4,'),
    ],
  ])('%s', (_, crash) =>
    withFolder(async (folder) => {
      await putAway(folder)
      await crash(folder)
      const { log, close } = await openLog(folder, keys)
      await log.record(draft(9))
      await close()
      const events = (await linesOf(folder)).map((line) => JSON.parse(line))
      expect(events[3]).toMatchObject({ seq: 4, type: 'audit_segment_opened', data: { previous_seq: 3 } })
      expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true, last_seq: events.length })
    }),
  )

  test('after its first line was written but before it was signed', () =>
    withFolder(async (folder) => {
      const { log, close } = await openLog(`${folder}-before`, keys, { ...SMALL, signEveryMs: 1_000_000 })
      while ((await segmentsIn(`${folder}-before`)).length < 3) await log.record(draft(1))
      await cp(`${folder}-before`, folder, { recursive: true })
      await close()
      const { opened, close: closeAgain } = await openLog(folder, keys)
      await closeAgain()
      expect(opened.resigned).not.toBe(null)
      expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true })
    }))
})

describe('over several segments', () => {
  test('a start with an older open head verifies all that came after it', () =>
    withFolder(async (folder) => {
      const { close } = await openLog(folder, keys, SMALL)
      const atFirst = await readFile(join(folder, 'head.json'))
      await close()
      await writeLog(folder, keys, 20, SMALL)
      await writeFile(join(folder, 'head.json'), atFirst)
      const lines = await linesOf(folder)
      const { opened, close: closeAgain } = await openLog(folder, keys, SMALL)
      await closeAgain()
      expect(opened.resigned).toEqual({ from_seq: 1, to_seq: lines.length })
      await changeFile(join(folder, 'events-000001.jsonl'), (bytes) => bytes.toString().replace('"n":1', '"n":2'))
      await writeFile(join(folder, 'head.json'), atFirst)
      await expect(openLog(folder, keys, SMALL)).rejects.toThrow('audit/events-000001.jsonl line 1 (seq 1) is edited')
    }))

  test('a start finds an active segment that does not follow the last one that was put away', () =>
    withFolder(async (folder) => {
      await writeLog(folder, keys, 20, SMALL)
      const last = (await segmentsIn(folder)).at(-2) as string
      await changeFile(join(folder, last), (bytes) => bytes.subarray(0, bytes.lastIndexOf('\n', bytes.length - 2) + 1))
      await expect(openLog(folder, keys)).rejects.toThrow(/audit\/events.jsonl line 1 .* is dropped/)
    }))

  test.each<[string, string, (folder: string) => Promise<void>]>([
    ['the first segment is gone', 'events-000002.jsonl', (f) => rm(join(f, 'events-000001.jsonl'))],
    ['one in the middle is gone', 'events-000003.jsonl', (f) => rm(join(f, 'events-000002.jsonl'))],
    [
      'the first is gone and the rest moved up',
      'events-000001.jsonl',
      async (f) => {
        for (const name of (await segmentsIn(f)).slice(1)) {
          const before = `events-${String(Number(name.slice(7, 13)) - 1).padStart(6, '0')}.jsonl`
          if (name !== ACTIVE) await rename(join(f, name), join(f, before))
        }
      },
    ],
    [
      'one in the middle is gone and the rest moved up',
      'events-000002.jsonl',
      async (f) => {
        for (const name of (await segmentsIn(f)).slice(2)) {
          const before = `events-${String(Number(name.slice(7, 13)) - 1).padStart(6, '0')}.jsonl`
          if (name !== ACTIVE) await rename(join(f, name), join(f, before))
        }
      },
    ],
    [
      'an old one lost its last line',
      'events-000002.jsonl',
      (f) =>
        changeFile(join(f, 'events-000001.jsonl'), (bytes) =>
          bytes.subarray(0, bytes.lastIndexOf('\n', bytes.length - 2) + 1),
        ),
    ],
  ])('a start refuses when %s, and verification does too', (_, file, lose) =>
    withFolder(async (folder) => {
      await writeLog(folder, keys, 30, SMALL)
      expect((await segmentsIn(folder)).length).toBeGreaterThan(5)
      await lose(folder)
      await expect(openLog(folder, keys, SMALL)).rejects.toThrow(new RegExp(`audit/${file} line 1 .* is dropped`))
      expect(await verifyFolder(folder, keys)).toMatchObject({ ok: false, kind: 'dropped', file, line_number: 1 })
    }),
  )

  test('a segment that has another number than its place is missed, although all lines are there', () =>
    withFolder(async (folder) => {
      await writeLog(folder, keys, 20, SMALL)
      const last = (await segmentsIn(folder)).at(-2) as string
      await rename(join(folder, last), join(folder, 'events-000099.jsonl'))
      await expect(openLog(folder, keys, SMALL)).rejects.toThrow('audit/events-000099.jsonl line 1')
      expect(await verifyFolder(folder, keys)).toMatchObject({
        ok: false,
        kind: 'dropped',
        file: 'events-000099.jsonl',
      })
    }))

  test('verification names the file and line of a change in an old segment', () =>
    withFolder(async (folder) => {
      await writeLog(folder, keys, 20, SMALL)
      await changeFile(join(folder, 'events-000002.jsonl'), (bytes) =>
        bytes.toString().replace('"status":200', '"status":201'),
      )
      expect(await verifyFolder(folder, keys)).toMatchObject({
        ok: false,
        kind: 'edited',
        file: 'events-000002.jsonl',
        line_number: 2,
      })
    }))

  test('verification finds a segment that is gone, the first one too', () =>
    withFolder(async (folder) => {
      await writeLog(folder, keys, 20, SMALL)
      await rm(join(folder, 'events-000002.jsonl'))
      expect(await verifyFolder(folder, keys)).toMatchObject({
        ok: false,
        kind: 'dropped',
        file: 'events-000003.jsonl',
        line_number: 1,
      })
      await rm(join(folder, 'events-000001.jsonl'))
      expect(await verifyFolder(folder, keys)).toMatchObject({
        ok: false,
        kind: 'dropped',
        file: 'events-000003.jsonl',
        line_number: 1,
      })
    }))

  test('an accepted loss sets every segment aside', () =>
    withFolder(async (folder) => {
      await writeLog(folder, keys, 20, SMALL)
      const names = await segmentsIn(folder)
      await rm(join(folder, 'head.json'))
      await (await openLog(folder, keys, { recover: 'lost head' })).close()
      expect(await segmentsIn(folder)).toEqual([ACTIVE])
      const quarantined = JSON.parse((await linesOf(folder))[0] as string).data.quarantined
      expect(quarantined.map((one: { file: string }) => one.file.split('/').at(-1))).toEqual(
        names.sort((a, b) => Number(a === ACTIVE) - Number(b === ACTIVE)),
      )
    }))
})

test('when a new file cannot be begun, lines go on in the full one and the rotation is done later', () =>
  withFolder(async (folder) => {
    const logger = keepingLogger()
    const { log, close } = await openLog(folder, keys, { ...SMALL, logger })
    // A folder that is not empty stands where the first segment is to be put.
    await mkdir(join(folder, 'events-000001.jsonl', 'in-the-way'), { recursive: true })
    for (let n = 1; n <= 10; n++) await log.record(draft(n))
    expect(logger.lines).toMatchObject([{ message: 'the audit log could not go on in a new file' }])
    await rm(join(folder, 'events-000001.jsonl'), { recursive: true })
    for (let n = 11; n <= 12; n++) await log.record(draft(n))
    await close()
    expect(await segmentsIn(folder)).toEqual(['events-000001.jsonl', ACTIVE])
    expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true })
  }))
