import { fstatSync } from 'node:fs'
import { cp, open, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createGroupCommit, type WaitingLine } from '../../../main/adapters/files/group-commit.ts'
import { createSegmentFile, type SegmentHandle } from '../../../main/adapters/files/segment-file.ts'
import {
  changeFile,
  draft,
  keepingLogger,
  linesOf,
  makeKeys,
  openLog,
  verifyFolder,
  withFolder,
} from '../../support/audit-log.ts'

const keys = makeKeys('key-1')

test('a second writer on the same folder is noticed; the chain never forks', () =>
  withFolder(async (folder) => {
    const logger = keepingLogger()
    const first = await openLog(folder, keys, { logger, signEveryMs: 1_000_000 })
    await first.log.record(draft(1))
    const second = await openLog(folder, keys)
    await second.log.record(draft(2))
    await expect(first.log.record(draft(3))).rejects.toMatchObject({
      code: 'audit_unavailable',
      message: expect.stringContaining('another program changed the file'),
    })
    first.log.note(draft(4))
    expect(first.log.head()).toMatchObject({ seq: 1, failure: expect.stringContaining('audit/events.jsonl') })
    await expect(Promise.all([second.log.record(draft(5)), second.log.record(draft(6))])).resolves.toHaveLength(2)
    await first.close()
    await second.close()
    expect(logger.lines.at(-1)).toMatchObject({ fields: { lost: 1 } })
    expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true, last_seq: 5 })
  }))

test('a log file that was removed under the service is not written into the void', () =>
  withFolder(async (folder) => {
    const { log, close } = await openLog(folder, keys)
    await rm(join(folder, 'events.jsonl'))
    await expect(log.record(draft(1))).rejects.toThrow('audit/events.jsonl cannot be written: the file was removed')
    await close()
  }))

test.each<[string, (path: string) => Promise<void>]>([
  ['a copy was put in its place', (path) => cp(`${path}.moved`, path)],
  ['nothing was put in its place', async () => undefined],
])('a log file that was renamed under the service is not written to, whether or not %s', (_, replace) =>
  withFolder(async (folder) => {
    const { log, close } = await openLog(folder, keys)
    const path = join(folder, 'events.jsonl')
    await log.record(draft(1))
    await rename(path, `${path}.moved`)
    await replace(path)
    await expect(log.record(draft(2))).rejects.toThrow(
      'audit/events.jsonl cannot be written: the file was moved away or replaced while it was open',
    )
    await rename(`${path}.moved`, path)
    await expect(log.record(draft(3))).resolves.toMatchObject({ seq: 2 })
    await close()
    expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true, count: 2 })
  }),
)

test('bytes of another program are neither overwritten nor cut off', () =>
  withFolder(async (folder) => {
    const { log, close } = await openLog(folder, keys)
    await log.record(draft(1))
    await changeFile(join(folder, 'events.jsonl'), (bytes) => `${bytes}a stranger's line\n`)
    await expect(log.record(draft(2))).rejects.toMatchObject({ code: 'audit_unavailable' })
    expect((await linesOf(folder)).at(-1)).toBe("a stranger's line")
    await close()
  }))

/** A real file whose operations can be made to fail. */
async function faultyFile(folder: string) {
  const path = `${folder}-segment`
  await writeFile(path, '')
  const real = await open(path, 'r+')
  onTestFinished(() => real.close())
  const failing = new Set<keyof SegmentHandle>()
  const fail = (name: keyof SegmentHandle): void => {
    if (failing.has(name)) throw Object.assign(new Error(`EIO: i/o error, ${name}`), { code: 'EIO' })
  }
  const handle: SegmentHandle = {
    write: async (...args) => {
      fail('write')
      return real.write(...args)
    },
    datasync: async () => {
      fail('datasync')
      return real.datasync()
    },
    truncate: async (length) => {
      fail('truncate')
      return real.truncate(length)
    },
    stat: () => {
      fail('stat')
      return fstatSync(real.fd)
    },
    isInPlace: () => true,
    close: () => real.close(),
  }
  return { file: createSegmentFile(handle, 0), failing, size: async () => (await real.stat()).size }
}

test('when the disk does not confirm a write, the file is cut back to what it confirmed', () =>
  withFolder(async (folder) => {
    const { file, failing, size } = await faultyFile(folder)
    await file.append(Buffer.from('good\n'))
    failing.add('datasync')
    await expect(file.append(Buffer.from('lost\n'))).rejects.toThrow('EIO')
    expect([file.length, await size()]).toEqual([5, 5])
    failing.clear()
    await file.ready()
    await file.append(Buffer.from('more\n'))
    expect([file.length, await size()]).toEqual([10, 10])
    await file.close()
  }))

test('when even cutting back fails, nothing is appended before it has succeeded', () =>
  withFolder(async (folder) => {
    const { file, failing, size } = await faultyFile(folder)
    await file.append(Buffer.from('good\n'))
    failing.add('datasync').add('truncate')
    await expect(file.append(Buffer.from('overhang\n'))).rejects.toThrow('datasync')
    expect(await size()).toBe(14)
    await expect(file.ready()).rejects.toThrow('truncate')
    failing.clear()
    await file.ready()
    expect([file.length, await size()]).toEqual([5, 5])
    await file.close()
  }))

function waiting(body: string, waiter: WaitingLine['waiter'] = null): WaitingLine {
  return { draft: draft(1), ts: '', body, waiter }
}
const WAITER = { resolve: () => undefined, reject: () => undefined }

test('batches are bounded by lines and by length, and one batch is on its way at a time', async () => {
  const batches: string[][] = []
  let onItsWay = 0
  const commits = createGroupCommit({
    commit: async (batch) => {
      expect(++onItsWay).toBe(1)
      await new Promise(setImmediate)
      batches.push(batch.map((line) => line.body))
      onItsWay--
    },
    ...{ maxBatchLines: 3, maxBatchLength: 10, maxWaitingLines: 100, maxWaitingLength: 1000, lingerMs: 1 },
  })
  const bodies = ['a', 'b', 'c', 'dddddd', 'eeeeee', 'a line longer than a batch', 'f']
  for (const body of bodies) commits.add(waiting(body))
  await commits.drain()
  expect(batches).toEqual([['a', 'b', 'c'], ['dddddd'], ['eeeeee'], ['a line longer than a batch'], ['f']])
})

test('lines are turned away while too many wait, instead of filling the memory', async () => {
  let release = (): void => undefined
  const stuck = new Promise<void>((resolve) => {
    release = resolve
  })
  const commits = createGroupCommit({
    commit: () => stuck,
    ...{ maxBatchLines: 10, maxBatchLength: 100, maxWaitingLines: 3, maxWaitingLength: 20, lingerMs: 1 },
  })
  expect(commits.add(waiting('x'.repeat(50), WAITER))).toBe(true)
  expect(commits.add(waiting('y'))).toBe(false)
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  expect([1, 2, 3, 4].map((n) => commits.add(waiting(String(n))))).toEqual([true, true, true, false])
  release()
  await commits.drain()
  expect(commits.add(waiting('again'))).toBe(true)
  await commits.drain()
})
