import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { chmod, link, mkdir, rm, symlink, truncate, unlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../support/data-root.ts'
import { asNobody, deepTaskFile, openStore, taskFile } from '../../support/task-files.ts'

const file = (task_id: string, text = 'x'): string => taskFile(task_id, text)

describe('looking again', () => {
  it('tells added, changed, invalid and deleted apart, and keeps the last good content of an invalid file', async () => {
    const folder = await temporaryFolder()
    const store = openStore(folder)
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
    expect(await store.ids()).toEqual(['t1'])
    expect(await store.refresh('t1')).toMatchObject({ change: 'deleted', after: null })
    expect(await store.ids()).toEqual([])
    expect(await store.refresh('t1')).toBeNull()
  })
  it('sees nothing in a file that was only touched or copied over with the same bytes', async () => {
    const folder = await temporaryFolder()
    const store = openStore(folder)
    await writeFile(join(folder, 't1.json'), file('t1'))
    await store.refresh('t1')
    await rm(join(folder, 't1.json'))
    await writeFile(join(folder, 'other'), file('t1'))
    await link(join(folder, 'other'), join(folder, 't1.json'))
    expect(await store.refresh('t1')).toBeNull()
  })
  it('notices an edit that leaves size and time as they were', async () => {
    const folder = await temporaryFolder()
    const store = openStore(folder)
    const path = join(folder, 't1.json')
    await (await store.stage('t1', file('t1', 'one'))).commit()
    expect(await store.refresh('t1')).toBeNull()
    const before = statSync(path)
    await writeFile(path, file('t1', 'two'))
    await utimes(path, before.atimeMs / 1000, before.mtimeMs / 1000)
    expect(await store.refresh('t1')).toMatchObject({ change: 'changed', after: { task: { request_text: 'two' } } })
  })
  it('takes a file that can no longer be read as invalid, and as a task again when it can', async () => {
    const folder = await temporaryFolder()
    await chmod(folder, 0o777)
    await writeFile(join(folder, 't1.json'), file('t1'))
    await chmod(join(folder, 't1.json'), 0o666)
    const store = openStore(folder)
    await chmod(join(folder, 't1.json'), 0)
    expect(await asNobody(() => store.refresh('t1'))).toMatchObject({
      change: 'invalid',
      after: { invalid_reason: expect.stringMatching(/EACCES/), last_good: { task_id: 't1' } },
    })
    expect(await asNobody(() => store.refresh('t1'))).toBeNull()
    await chmod(join(folder, 't1.json'), 0o666)
    expect(await asNobody(() => store.refresh('t1'))).toMatchObject({
      change: 'changed',
      after: { invalid_reason: null },
    })
  })
  it('does not read a file that is too large, nor throw at one that nests too deep', async () => {
    const folder = await temporaryFolder()
    const store = openStore(folder)
    await writeFile(join(folder, 'huge.json'), '')
    await truncate(join(folder, 'huge.json'), 600e6)
    await writeFile(join(folder, 'deep.json'), deepTaskFile('deep'))
    expect(await store.refresh('huge')).toMatchObject({ change: 'invalid' })
    expect(await store.refresh('deep')).toMatchObject({ change: 'invalid' })
  })
  it('takes a pipe, a folder or a link for no task, and waits for none of them', async () => {
    const folder = await temporaryFolder()
    const store = openStore(folder)
    execFileSync('mkfifo', [join(folder, 'pipe.json')])
    await mkdir(join(folder, 'folder.json'))
    await symlink(join(folder, 'nowhere'), join(folder, 'link.json'))
    for (const id of ['pipe', 'folder', 'link']) expect(await store.refresh(id)).toBeNull()
    expect(store.index.size).toBe(0)
  })
})
