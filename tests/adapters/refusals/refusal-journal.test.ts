import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RefusalTally } from '../../../main/core/ingest/refusal-journal.ts'
import { changeFile } from '../../support/audit-log.ts'
import { journalFolder, sample, tally } from './journal-folder.ts'

const linesOf = async (file: string): Promise<string[]> => (await readFile(file, 'utf8')).split('\n').slice(0, -1)
const byId = (tallies: readonly RefusalTally[]): RefusalTally[] => tallies.toSorted((a, b) => (a.id < b.id ? -1 : 1))

describe('the journal of refusals', () => {
  test('has after a start what it was told before: counts, and samples newest first', async () => {
    const { journal, open } = await journalFolder()
    const first = { ...tally('a', 1) }
    journal.counted(first)
    journal.counted(tally('b', 9, { address: null, type: 'request_refused', status: 404, route: 'GET /x' }))
    Object.assign(first, { total: 3, bytes: 30, last_ms: 5000, correlation_id: 'req-2', since_ms: 3000 })
    for (let nth = 1; nth <= 25; nth += 1) journal.keep(sample('a', nth, Buffer.from(`{"n":${nth}}`)))
    await journal.close()
    const again = await open()
    expect(byId(again.owed())).toEqual([
      first,
      tally('b', 9, { address: null, type: 'request_refused', status: 404, route: 'GET /x' }),
    ])
    expect(again.samples('a')).toEqual(journal.samples('a'))
    expect(again.samples('a').map(({ nth }) => nth)).toEqual([...Array.from({ length: 19 }, (_, i) => 25 - i), 1])
    expect(again.samples('none')).toEqual([])
  })

  test.each([
    ['text', Buffer.from('{"title":"Größe 🙂\\n"}')],
    ['bytes that are no text', Uint8Array.of(0xff, 0x00, 0xc3, 0x28)],
    ['text of control characters', Buffer.alloc(4096, 1)],
    ['an empty one', Buffer.alloc(0)],
    ['one that was not read', null],
  ])('keeps a body as it came: %s', async (_, body) => {
    const { file, journal, open } = await journalFolder()
    journal.keep(sample('a', 1, body))
    await journal.close()
    const kept = (await open()).samples('a')[0]?.body
    expect(kept === null || kept === undefined ? kept : [...kept]).toEqual(body === null ? null : [...body])
    expect((await stat(file)).size).toBeLessThan(7000)
  })

  test('forgets a group once the log holds all of it, and does not write it again', async () => {
    const { file, journal, open } = await journalFolder()
    journal.counted(tally('a', 1))
    await journal.close()
    const second = await open()
    second.settled('a')
    expect(second.owed()).toEqual([])
    second.counted(tally('b', 2))
    second.counted(tally('c', 3))
    await expect.poll(async () => await readFile(file, 'utf8')).toContain('"c"')
    second.settled('c')
    await second.close()
    expect((await open()).owed()).toEqual([tally('b', 2)])
    expect(await readFile(file, 'utf8')).not.toMatch(/"[ac]"/)
  })

  test('is a file that only its owner may read, and is not there before anything was refused', async () => {
    const { file, journal } = await journalFolder()
    expect(await readdir(dirname(file))).toEqual([])
    journal.counted(tally('a', 1))
    await journal.close()
    if (process.platform === 'win32') return
    expect([(await stat(dirname(file))).mode & 0o777, (await stat(file)).mode & 0o777]).toEqual([0o700, 0o600])
  })
})

describe('a flood', () => {
  test('is written in few batches, of which each holds only what still counts', async () => {
    const { file, journal } = await journalFolder({ everyMs: 20, maxFileBytes: 8 * 1024 * 1024 })
    const live = { ...tally('a', 0) }
    const sizes = new Set<number>()
    for (let nth = 1; nth <= 5000; nth += 1) {
      live.total = nth
      journal.counted(live)
      journal.keep(sample('a', nth, Buffer.alloc(2000, 'x')))
      if (nth % 500 === 0) {
        await expect
          .poll(async () => (await readFile(file, 'utf8').catch(() => '')).includes(`"nth":${nth},`))
          .toBe(true)
        sizes.add((await linesOf(file)).length)
      }
    }
    const lines = await linesOf(file)
    // Ten looks at it: each found a count and at most twenty samples more.
    expect(sizes.size).toBe(10)
    expect(lines.length).toBeLessThanOrEqual(11 * 21)
    expect(lines.filter((line) => line.includes('"kind":"group"'))).toHaveLength(1)
  })

  test('never makes the file larger than it may be, and what still counts stays in it', async () => {
    const maxFileBytes = 100_000
    const { file, journal, open } = await journalFolder({ everyMs: 1, maxFileBytes })
    journal.keep(sample('quiet', 1, Buffer.from('still here')))
    let largest = 0
    for (let nth = 1; nth <= 400; nth += 1) {
      journal.counted(tally('a', nth))
      journal.keep(sample('a', nth, Buffer.alloc(1000, 'x')))
      if (nth % 10 > 0) continue
      await expect.poll(async () => (await readFile(file, 'utf8').catch(() => '')).includes(`"nth":${nth},`)).toBe(true)
      largest = Math.max(largest, (await stat(file)).size)
    }
    expect(largest).toBeLessThan(maxFileBytes + 20 * 1600)
    await journal.close()
    const again = await open()
    expect(again.owed()).toEqual([tally('a', 400)])
    expect([again.samples('quiet').length, again.samples('a').length]).toEqual([1, 20])
  })

  test('of more samples than one write takes is on the disk in the end', async () => {
    const { journal, open } = await journalFolder()
    for (let group = 0; group < 400; group += 1) journal.keep(sample(`g${group}`, 1, Buffer.alloc(4096, 'x')))
    await journal.close()
    const again = await open()
    expect(Array.from({ length: 400 }, (_, i) => again.samples(`g${i}`).length)).toEqual(Array(400).fill(1))
  })
})

describe('a journal that is not whole', () => {
  test('counts with what is whole of it, and the logger is told', async () => {
    const { file, logger, journal, open } = await journalFolder()
    for (const id of ['a', 'b', 'c']) journal.counted(tally(id, 5))
    journal.keep(sample('a', 1))
    await journal.close()
    // One line altered on the disk, the last one cut, and one that is nothing.
    await changeFile(file, (bytes) => {
      const altered = bytes.toString().replace('"id":"b","type"', '"id":"x","type"')
      return Buffer.from(`${altered.slice(0, -20)}\nnonsense\n`)
    })
    const again = await open()
    expect(again.owed().map(({ id }) => id)).toEqual(['a', 'c'])
    expect(again.samples('a')).toEqual([])
    expect(logger.lines).toMatchObject([{ level: 'warn', fields: { damaged: 3, fault: null } }])
    again.counted(tally('d', 1))
    await again.close()
    expect((await open()).owed().map(({ id }) => id)).toEqual(['a', 'c', 'd'])
    expect(logger.lines).toHaveLength(1)
  })

  test('cannot bring anything into the log but counts of what was refused or answered outside', async () => {
    const { file, journal, open } = await journalFolder()
    journal.counted(tally('a', 1, { type: 'task_approved' }))
    await journal.close()
    expect(await readFile(file, 'utf8')).toContain('task_approved')
    expect((await open()).owed()).toEqual([])
  })

  // Windows has neither modes nor links for everybody; root may read and write everything.
  if (process.platform !== 'win32')
    test('because something else stands there is told of, and replaced with the next refusal', async () => {
      const { file, logger, open } = await journalFolder()
      const elsewhere = join(dirname(file), 'elsewhere')
      await writeFile(elsewhere, 'not ours\n')
      await symlink(elsewhere, file)
      const journal = await open()
      expect(logger.lines).toMatchObject([{ level: 'warn', fields: { fault: 'is not a plain file' } }])
      journal.counted(tally('a', 1))
      await journal.close()
      expect([await readFile(elsewhere, 'utf8'), (await open()).owed().length]).toEqual(['not ours\n', 1])
    })
})

describe('a disk that fails', () => {
  test('is told to the logger once, and when it works again everything that counts is written', async () => {
    const { file, logger, journal, open } = await journalFolder({ everyMs: 1, maxFileBytes: 1_000_000 })
    journal.counted(tally('a', 1))
    await expect.poll(async () => (await linesOf(file).catch(() => [])).length).toBe(1)
    await rm(dirname(file), { recursive: true })
    await writeFile(dirname(file), 'in the way')
    journal.counted(tally('b', 2))
    journal.keep(sample('b', 1))
    await expect.poll(() => logger.lines.length).toBe(1)
    expect(logger.lines).toMatchObject([{ level: 'error', message: 'the journal of refusals cannot be written' }])
    await rm(dirname(file))
    await mkdir(dirname(file))
    await journal.close()
    const again = await open()
    expect([again.owed().map(({ id }) => id), again.samples('b').length]).toEqual([['a', 'b'], 1])
  })

  test('whose file was taken away gets a whole new one', async () => {
    const { file, journal, open } = await journalFolder({ everyMs: 1, maxFileBytes: 1_000_000 })
    journal.counted(tally('a', 1))
    await expect.poll(async () => (await linesOf(file).catch(() => [])).length).toBe(1)
    await rm(file)
    journal.counted(tally('b', 2))
    await journal.close()
    expect((await open()).owed().map(({ id }) => id)).toEqual(['a', 'b'])
  })

  test('does not keep the console from starting', async () => {
    const { file, logger, journal, open } = await journalFolder()
    journal.counted(tally('a', 1))
    await journal.close()
    await rm(file)
    await mkdir(file)
    const again = await open()
    expect([again.owed(), logger.lines.length]).toEqual([[], 1])
  })
})
