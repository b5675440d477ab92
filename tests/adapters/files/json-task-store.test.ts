import { renameSync, writeFileSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rename, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../support/data-root.ts'
import { asNobody, deepTaskFile, openStore, taskFile } from '../../support/task-files.ts'

const file = (task_id: string, text = 'x'): string => taskFile(task_id, text)

describe('opening ssot/', () => {
  it('loads tasks, keeps broken files as invalid rows, ignores what is none of ours, sweeps up after a crash', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'good.json'), file('good'))
    await writeFile(join(folder, 'torn.json'), '{"task_id":"to')
    await writeFile(join(folder, 'Not An Id.json'), file('x'))
    await writeFile(join(folder, 'README.md'), '# read me')
    await writeFile(join(folder, '.tmp-good.json.1.aa'), 'half')
    await mkdir(join(folder, 'folder.json'))
    const store = openStore(folder)
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
  it('takes a file that it cannot or will not read as an invalid one; the others are loaded', async () => {
    const folder = await temporaryFolder()
    await chmod(folder, 0o777)
    await writeFile(join(folder, 'good.json'), file('good'))
    await writeFile(join(folder, 'deep.json'), deepTaskFile('deep'))
    await writeFile(join(folder, 'huge.json'), '')
    await truncate(join(folder, 'huge.json'), 600e6)
    await writeFile(join(folder, 'shut.json'), file('shut'), { mode: 0 })
    await mkdir(join(folder, '.tmp-folder'))
    const store = asNobody(() => openStore(folder))
    const reason = (id: string) => store.index.get(id)?.invalid_reason
    expect([...store.index.ids()].sort()).toEqual(['deep', 'good', 'huge', 'shut'])
    expect(reason('good')).toBeNull()
    expect(reason('deep')).toMatch(/nests deeper/)
    expect(reason('huge')).toMatch(/600000000 bytes/)
    expect(reason('shut')).toMatch(/EACCES/)
    expect(store.index.get('shut')?.created_ms).toBe(Math.round((await stat(join(folder, 'shut.json'))).mtimeMs))
  })
  it('does not follow a link out of the folder', async () => {
    const folder = await temporaryFolder()
    const outside = join(await temporaryFolder(), 'outside.json')
    await writeFile(outside, file('linked'))
    await symlink(outside, join(folder, 'linked.json'))
    const store = openStore(folder)
    expect(store.index.size).toBe(0)
    expect(await store.refresh('linked')).toBeNull()
  })
})

describe('a write', () => {
  it('leaves no temporary file, committed or not', async () => {
    const folder = await temporaryFolder()
    const store = openStore(folder)
    const given = await store.stage('t1', file('t1'))
    await given.discard()
    expect(await readdir(folder)).toEqual([])
    const taken = await store.stage('t1', file('t1'))
    expect(await taken.commit()).toMatchObject({ entry: { task_id: 't1' } })
    expect(await readdir(folder)).toEqual(['t1.json'])
  })
  it('does not replace a file that another program put there meanwhile', async () => {
    const folder = await temporaryFolder()
    const store = openStore(folder)
    const staged = await store.stage('t1', file('t1', 'ours'))
    await writeFile(join(folder, 't1.json'), file('t1', 'theirs'))
    expect(await staged.commit()).toMatchObject({
      overtaken: { change: 'added', after: { task: { request_text: 'theirs' } } },
    })
    expect(store.index.get('t1')?.task?.request_text).toBe('theirs')
    expect(await readdir(folder)).toEqual(['t1.json'])
  })
  it('gives its turn to nobody between the last look and the rename', async () => {
    const folder = await temporaryFolder()
    const store = openStore(folder)
    await (await store.stage('t1', file('t1', 'first'))).commit()
    const staged = await store.stage('t1', file('t1', 'ours'))
    writeFileSync(join(folder, '.theirs'), file('t1', 'theirs'))
    const committing = staged.commit()
    // Whatever the write still has to wait for: its own content is in place before anyone else has a turn.
    expect(JSON.parse(await readFile(join(folder, 't1.json'), 'utf8')).request_text).toBe('ours')
    renameSync(join(folder, '.theirs'), join(folder, 't1.json'))
    expect(await committing).toMatchObject({ entry: { task: { request_text: 'ours' } } })
    expect(await store.refresh('t1')).toMatchObject({ change: 'changed', after: { task: { request_text: 'theirs' } } })
  })
  it('goes to the folder that now stands at ssot/, when that was replaced', async () => {
    const folder = join(await temporaryFolder(), 'ssot')
    const store = openStore(folder)
    await (await store.stage('t1', file('t1'))).commit()
    await rename(folder, `${folder}.old`)
    await mkdir(folder)
    const staged = await store.stage('t2', file('t2'))
    expect(await staged.commit()).toMatchObject({ entry: { task_id: 't2' } })
    expect(await readdir(folder)).toEqual(['t2.json'])
  })
  it('is not taken for the change of another program afterwards', async () => {
    const folder = await temporaryFolder()
    const store = openStore(folder)
    await (await store.stage('t1', file('t1'))).commit()
    expect(await store.refresh('t1')).toBeNull()
    expect(await store.ids()).toEqual(['t1'])
    expect(await store.refresh('t1')).toBeNull()
  })
  it('on one task waits for the one before; other tasks do not wait', async () => {
    const store = openStore(await temporaryFolder())
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
    const store = openStore(await temporaryFolder())
    const failed = store.exclusive('a', () => Promise.reject(new Error('no')))
    const next = store.exclusive('a', async () => 'yes')
    await expect(failed).rejects.toThrow('no')
    expect(await next).toBe('yes')
  })
})
