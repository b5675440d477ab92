import { link, mkdir, readdir, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openJsonTaskStore } from '../../../main/adapters/files/json-task-store.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const file = (task_id: string, text = 'x'): string =>
  JSON.stringify({
    task_id,
    source: 'api',
    request_text: text,
    created_at: '2026-01-01T00:00:00Z',
    correlation_id: task_id,
  })

function open(folder: string) {
  const store = openJsonTaskStore(folder)
  onTestFinished(store.close)
  return store
}

describe('opening ssot/', () => {
  it('loads tasks, keeps broken files as invalid rows, ignores what is none of ours, sweeps up after a crash', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'good.json'), file('good'))
    await writeFile(join(folder, 'torn.json'), '{"task_id":"to')
    await writeFile(join(folder, 'Not An Id.json'), file('x'))
    await writeFile(join(folder, 'README.md'), '# read me')
    await writeFile(join(folder, '.tmp-good.json.1.aa'), 'half')
    await mkdir(join(folder, 'folder.json'))
    const store = open(folder)
    expect([...store.index.ids()].sort()).toEqual(['Not An Id', 'good', 'torn'])
    expect(store.index.get('good')?.task?.request_text).toBe('x')
    expect(store.index.get('torn')?.invalid_reason).toMatch(/not JSON/)
    expect(store.index.get('Not An Id')?.invalid_reason).toMatch(/not a task id/)
    expect((await readdir(folder)).sort()).toEqual([
      'Not An Id.json',
      'README.md',
      'folder.json',
      'good.json',
      'torn.json',
    ])
  })
  it('does not follow a link out of the folder', async () => {
    const folder = await temporaryFolder()
    const outside = join(await temporaryFolder(), 'outside.json')
    await writeFile(outside, file('linked'))
    await symlink(outside, join(folder, 'linked.json'))
    const store = open(folder)
    expect(store.index.size).toBe(0)
    expect(await store.refresh('linked')).toBeNull()
  })
})

describe('a write', () => {
  it('leaves no temporary file, committed or not', async () => {
    const folder = await temporaryFolder()
    const store = open(folder)
    const given = await store.stage('t1', file('t1'))
    await given.discard()
    expect(await readdir(folder)).toEqual([])
    const taken = await store.stage('t1', file('t1'))
    expect(await taken.commit()).toMatchObject({ entry: { task_id: 't1' } })
    expect(await readdir(folder)).toEqual(['t1.json'])
  })
  it('does not replace a file that another program put there meanwhile', async () => {
    const folder = await temporaryFolder()
    const store = open(folder)
    const staged = await store.stage('t1', file('t1', 'ours'))
    await writeFile(join(folder, 't1.json'), file('t1', 'theirs'))
    expect(await staged.commit()).toMatchObject({
      overtaken: { change: 'added', after: { task: { request_text: 'theirs' } } },
    })
    expect(store.index.get('t1')?.task?.request_text).toBe('theirs')
    expect(await readdir(folder)).toEqual(['t1.json'])
  })
  it('is not taken for the change of another program afterwards', async () => {
    const folder = await temporaryFolder()
    const store = open(folder)
    await (await store.stage('t1', file('t1'))).commit()
    expect(await store.refresh('t1')).toBeNull()
    expect(await store.sweep()).toEqual([])
  })
  it('on one task waits for the one before; other tasks do not wait', async () => {
    const store = open(await temporaryFolder())
    const order: string[] = []
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const first = store.exclusive('a', async () => {
      await held
      order.push('a1')
    })
    const second = store.exclusive('a', async () => void order.push('a2'))
    await store.exclusive('b', async () => void order.push('b'))
    release()
    await Promise.all([first, second])
    expect(order).toEqual(['b', 'a1', 'a2'])
  })
  it('goes on after one that failed', async () => {
    const store = open(await temporaryFolder())
    const failed = store.exclusive('a', () => Promise.reject(new Error('no')))
    const next = store.exclusive('a', async () => 'yes')
    await expect(failed).rejects.toThrow('no')
    expect(await next).toBe('yes')
  })
})

describe('looking again', () => {
  it('tells added, changed, invalid and deleted apart, and keeps the last good content of an invalid file', async () => {
    const folder = await temporaryFolder()
    const store = open(folder)
    const path = join(folder, 't1.json')
    await writeFile(path, file('t1', 'one'))
    expect(await store.refresh('t1')).toMatchObject({ change: 'added', before: null })
    await writeFile(path, file('t1', 'second'))
    expect(await store.refresh('t1')).toMatchObject({ change: 'changed', before: { task: { request_text: 'one' } } })
    await writeFile(path, 'no JSON at all')
    expect(await store.refresh('t1')).toMatchObject({
      change: 'invalid',
      after: { task: null, last_good: { request_text: 'second' } },
    })
    await unlink(path)
    expect(await store.sweep()).toEqual([expect.objectContaining({ change: 'deleted', after: null })])
    expect(await store.refresh('t1')).toBeNull()
  })
  it('sees nothing in a file that was only touched or copied over with the same bytes', async () => {
    const folder = await temporaryFolder()
    const store = open(folder)
    await writeFile(join(folder, 't1.json'), file('t1'))
    await store.refresh('t1')
    await rm(join(folder, 't1.json'))
    await writeFile(join(folder, 'other'), file('t1'))
    await link(join(folder, 'other'), join(folder, 't1.json'))
    expect(await store.refresh('t1')).toBeNull()
  })
})
