import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { link, lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { repository, workspaceWorld as world } from '../../support/workspaces.ts'

const never = new AbortController().signal

it('copies a folder with its links as they are, and leaves out pipes and what is git’s', async () => {
  const { workspaces } = await world()
  const path = await repository()
  await symlink('/etc', join(path, 'out'))
  await symlink('..', join(path, 'sub', 'up'))
  execFileSync('mkfifo', [join(path, 'pipe')])
  const tree = await workspaces.prepare('t1', { kind: 'copy', path }, never)
  expect((await readdir(tree)).toSorted()).toEqual(['a.txt', 'out', 'sub', 'to-a'])
  expect(await readlink(join(tree, 'out'))).toBe('/etc')
  await writeFile(join(tree, 'a.txt'), 'mine')
  expect(await readFile(join(path, 'a.txt'), 'utf8')).toBe('one\n')
  expect((await readdir(join(tree, 'sub'))).toSorted()).toEqual(['b.txt', 'up'])
})

it('looks at pipes and odd names without waiting or stumbling', async () => {
  const { workspaces } = await world()
  const tree = await workspaces.prepare('t1', { kind: 'empty' }, never)
  execFileSync('mkfifo', [join(tree, 'pipe')])
  await writeFile(Buffer.concat([Buffer.from(`${tree}/`), Buffer.from([0x66, 0xff, 0x5c])]), 'x')
  await writeFile(join(tree, 'a\\b\n"c'), 'y')
  const { files, complete } = await workspaces.compare('t1', never)
  expect(complete).toBe(true)
  expect(files.map(({ path }) => path)).toEqual(['a\\\\b\n"c', 'f\\xff\\x5c', 'pipe'])
})

it('says that there is more than it lists', async () => {
  const { workspaces } = await world()
  const tree = await workspaces.prepare('t1', { kind: 'empty' }, never)
  for (let at = 0; at < 2001; at++) await writeFile(join(tree, `f${at}`), '')
  expect(await workspaces.compare('t1', never)).toMatchObject({ complete: false })
})

it('a copy is another one, without what is git’s, and goes away', async () => {
  const { workspaces, folder } = await world()
  const tree = await workspaces.prepare('t1', { kind: 'git', path: await repository(), ref: 'HEAD' }, never)
  const { path, remove } = await workspaces.copy('t1', never)
  expect((await readdir(path)).toSorted()).toEqual(['a.txt', 'sub', 'to-a'])
  await writeFile(join(path, 'a.txt'), 'changed')
  expect(await readFile(join(tree, 'a.txt'), 'utf8')).toBe('one\n')
  await remove()
  expect(await readdir(join(folder, 'scratch'))).toEqual([])
})

it('two tasks that differ in capitals only have two places, and one that is removed is gone', async () => {
  const { workspaces } = await world()
  const [one, two] = [
    await workspaces.prepare('task-a', { kind: 'empty' }, never),
    await workspaces.prepare('task-A', { kind: 'empty' }, never),
  ]
  expect(one.toLowerCase()).not.toBe(two.toLowerCase())
  expect((await workspaces.list()).toSorted()).toEqual(['task-A', 'task-a'])
  await workspaces.remove('task-a')
  expect([await workspaces.find('task-a'), existsSync(one), existsSync(two)]).toEqual([null, false, true])
  expect(await workspaces.list()).toEqual(['task-A'])
  await workspaces.remove('task-a')
})

it('what is looked at is of one moment: what somebody changes in the work meanwhile is in no part of it', async () => {
  const { workspaces, folder } = await world()
  const tree = await workspaces.prepare('t1', { kind: 'empty' }, never)
  await writeFile(join(tree, 'a.txt'), 'one\n')
  const seen = await workspaces.snapshot('t1', never)
  await writeFile(join(tree, 'a.txt'), 'two\n')
  await writeFile(join(tree, 'b.txt'), 'outside\n')
  const { files, patch } = await seen.compare(workspaces.base('t1'), never)
  expect(files.map(({ path, after_sha256 }) => [path, after_sha256])).toEqual([['a.txt', sha256('one\n')]])
  expect(patch).toContain('+one')
  const copy = await seen.copy(never)
  expect([await readdir(copy.path), await readFile(join(copy.path, 'a.txt'), 'utf8')]).toEqual([['a.txt'], 'one\n'])
  await writeFile(join(copy.path, 'a.txt'), 'three\n')
  expect((await seen.compare(workspaces.base('t1'), never)).patch).toBe(patch)
  await copy.remove()
  await seen.remove()
  expect(await readdir(join(folder, 'scratch'))).toEqual([])
})

it.each([
  ['a path that is not absolute', { kind: 'copy', path: 'relative' }],
  ['a folder that is not there', { kind: 'copy', path: '/nowhere/at/all' }],
  ['a file', { kind: 'copy', path: import.meta.filename }],
  ['no repository', { kind: 'git', path: '/proc', ref: 'HEAD' }],
  ['the whole disk, with the data root in it', { kind: 'copy', path: '/' }],
] as const)('refuses %s as workspace_unusable and leaves nothing behind', async (_, source) => {
  const { workspaces, folder } = await world()
  await expect(workspaces.prepare('t1', source, never)).rejects.toMatchObject({ code: 'workspace_unusable' })
  expect(await workspaces.find('t1')).toBeNull()
  expect(await readdir(join(folder, 'scratch')).catch(() => [])).toEqual([])
})

it('refuses a ref that is none, or looks like an option', async () => {
  const { workspaces, data_root } = await world()
  const path = await repository()
  for (const ref of ['no-such-branch', '--output=/tmp/x', '-h'])
    await expect(workspaces.prepare('t1', { kind: 'git', path, ref }, never)).rejects.toMatchObject({
      code: 'workspace_unusable',
    })
  await expect(workspaces.prepare('t1', { kind: 'copy', path: data_root }, never)).rejects.toMatchObject({
    code: 'workspace_unusable',
  })
})

it('one that was half made when the console died is made anew', async () => {
  const { workspaces, folder } = await world()
  await mkdir(join(folder, 'scratch', 'left'), { recursive: true })
  await writeFile(join(folder, 'scratch', 'left', 'x'), '')
  await workspaces.removeLeftovers()
  expect(existsSync(join(folder, 'scratch'))).toBe(false)
  const tree = await workspaces.prepare('t1', { kind: 'empty' }, never)
  expect((await lstat(tree)).isDirectory()).toBe(true)
})

it('an agent that changes a file in place changes nothing of what it is compared with', async () => {
  const { workspaces, folder } = await world()
  const source = await temporaryFolder()
  await writeFile(join(source, 'a'), 'one')
  await link(join(source, 'a'), join(source, 'b'))
  const tree = await workspaces.prepare('t1', { kind: 'copy', path: source }, never)
  await writeFile(join(tree, 'a'), 'two')
  const [task] = await readdir(join(folder, 'tasks'))
  expect(await readFile(join(folder, 'tasks', task as string, 'base', 'a'), 'utf8')).toBe('one')
  expect((await workspaces.compare('t1', never)).files.map(({ path }) => path)).toEqual(['a'])
})

it('an agent that changes what its work is compared with is found out', async () => {
  const { workspaces, folder } = await world()
  const source = await temporaryFolder()
  await writeFile(join(source, 'a'), 'one')
  const tree = await workspaces.prepare('t1', { kind: 'copy', path: source }, never)
  await writeFile(join(tree, 'a'), 'two')
  const [task] = await readdir(join(folder, 'tasks'))
  const place = join(folder, 'tasks', task as string)
  await writeFile(join(place, 'base', 'a'), 'ONE')
  await expect(workspaces.compare('t1', never)).rejects.toMatchObject({ code: 'storage_failed' })
  await writeFile(join(place, 'base', 'a'), 'one')
  await workspaces.compare('t1', never)
  const base = await readFile(join(place, 'base.json'), 'utf8')
  await writeFile(join(place, 'base.json'), base.replace(sha256('one'), sha256('two')))
  await expect(workspaces.compare('t1', never)).rejects.toThrow('before the first round was changed')
})
