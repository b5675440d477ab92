import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tailLog } from '../../../main/adapters/files/tail-log.ts'
import { verifyLogFolder } from '../../../main/adapters/files/verify-log-folder.ts'
import {
  changeFile,
  crashAfter,
  draft,
  linesOf,
  makeKeys,
  openLog,
  withFolder,
  writeLog,
} from '../../support/audit-log.ts'

const keys = makeKeys('key-1')
const { publicKey, keyId } = keys
const SMALL = { maxSegmentBytes: 1500 }
const whileRunning = { publicKey, keyId, isServiceRunning: true, deposits: [], onProgress: () => undefined }

describe('verifying while the service writes', () => {
  test('waits for the head to cover what it read, over rotations too', () =>
    withFolder(async (folder) => {
      const { log, close } = await openLog(folder, keys, { maxSegmentBytes: 40_000, signEveryMs: 30 })
      let writing = true
      const writers = Array.from({ length: 4 }, async (_, n) => {
        while (writing) await log.record(draft(n))
      })
      for (let round = 1; round <= 15; round++) {
        const verdict = await verifyLogFolder({ folder, ...whileRunning })
        expect(verdict).toMatchObject({ ok: true, state: 'open' })
      }
      writing = false
      await Promise.all(writers)
      await close()
      expect(await verifyLogFolder({ folder, ...whileRunning })).toMatchObject({ ok: true, state: 'closed' })
    }))

  test('still finds what was changed', () =>
    withFolder(async (folder) => {
      const { log, close } = await openLog(folder, keys)
      for (let n = 1; n <= 5; n++) await log.record(draft(n))
      await changeFile(join(folder, 'events.jsonl'), (bytes) => bytes.toString().replace('"n":3', '"n":4'))
      expect(await verifyLogFolder({ folder, ...whileRunning })).toMatchObject({ ok: false, kind: 'edited', seq: 3 })
      await close()
    }))

  test('calls lines unsigned that no head comes to cover', () =>
    withFolder(async (folder) => {
      await crashAfter(folder, keys, { signed: 2, unsigned: 2 })
      expect(await verifyLogFolder({ folder, ...whileRunning })).toMatchObject({ ok: false, kind: 'unsigned', seq: 3 })
    }))

  test('finds a head that was taken away', () =>
    withFolder(async (folder) => {
      await writeLog(folder, keys, 2)
      await rm(join(folder, 'head.json'))
      expect(await verifyLogFolder({ folder, ...whileRunning })).toMatchObject({ ok: false, kind: 'unsigned' })
    }))
})

test('progress goes up to the length of the whole log', () =>
  withFolder(async (folder) => {
    await writeLog(folder, keys, 20, SMALL)
    const steps: [number, number][] = []
    const onProgress = (done: number, total: number): void => void steps.push([done, total])
    await verifyLogFolder({ folder, publicKey, keyId, isServiceRunning: false, deposits: [], onProgress })
    const [done, total] = steps.at(-1) as [number, number]
    expect(done).toBe(total)
    expect(steps.map((step) => step[0])).toEqual(steps.map((step) => step[0]).toSorted((a, b) => a - b))
  }))

test('a folder that does not exist holds a sound, empty log', () =>
  withFolder(async (folder) => {
    const verdict = await verifyLogFolder({
      folder,
      publicKey,
      keyId,
      isServiceRunning: false,
      deposits: [],
      onProgress: () => undefined,
    })
    expect(verdict).toMatchObject({ ok: true, count: 0 })
  }))

describe('the tail', () => {
  const textOf = (line: Uint8Array): string => Buffer.from(line).toString()
  const allOf = async (tail: AsyncIterable<Uint8Array>): Promise<string[]> => {
    const lines: string[] = []
    for await (const line of tail) lines.push(textOf(line))
    return lines
  }
  const nobody = new AbortController().signal

  test.each([0, 1, 7, 19, 24, 1000])('of %d lines is the last ones, over segments', (count) =>
    withFolder(async (folder) => {
      await writeLog(folder, keys, 20, SMALL)
      const all = await linesOf(folder)
      const tail = await allOf(tailLog({ folder, lines: count, follow: false, signal: nobody }))
      expect(tail).toEqual(count === 0 ? [] : all.slice(-count))
    }),
  )

  test('of a log that was never begun is empty', () =>
    withFolder(async (folder) => {
      expect(await allOf(tailLog({ folder, lines: 5, follow: false, signal: nobody }))).toEqual([])
    }))

  test('that follows gives every new line once and in order, over rotations, until it is told to stop', () =>
    withFolder(async (folder) => {
      const { log, close } = await openLog(folder, keys, SMALL)
      for (let n = 1; n <= 5; n++) await log.record(draft(n))
      const stop = new AbortController()
      const seqs: number[] = []
      const reading = (async () => {
        for await (const line of tailLog({ folder, lines: 2, follow: true, signal: stop.signal })) {
          seqs.push(JSON.parse(textOf(line)).seq)
          if (seqs.length >= 40) stop.abort()
        }
      })()
      await expect.poll(() => seqs.length).toBeGreaterThan(0)
      for (let n = 6; n <= 60; n++) await log.record(draft(n))
      await reading
      await close()
      expect(seqs).toEqual(seqs.map((_, i) => (seqs[0] as number) + i))
    }))
})
