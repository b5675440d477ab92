import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import {
  chmod,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createWorkspaces } from '../../../main/adapters/agents/workspace/workspaces.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const never = new AbortController().signal

async function world() {
  const data_root = await temporaryFolder()
  const folder = join(data_root, 'audit', 'work', 'agents')
  const port = createWorkspaces({ folder, data_root, max_patch: 100_000 })
  const bases = new Map<string, string>()
  const workspaces = {
    ...port,
    prepare: async (taskId: string, source: Parameters<typeof port.prepare>[1], signal: AbortSignal) => {
      const { path, base_sha256 } = await port.prepare(taskId, source, signal)
      bases.set(taskId, base_sha256)
      return path
    },
    compare: (taskId: string, signal: AbortSignal) => port.compare(taskId, bases.get(taskId) as string, signal),
  }
  return { data_root, folder, workspaces }
}

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@localhost', ...args], { cwd, encoding: 'utf8' })

/** A repository with `a.txt`, `sub/b.txt` and a link. */
async function repository(): Promise<string> {
  const path = await temporaryFolder()
  git(path, 'init', '--quiet', '-b', 'main')
  await mkdir(join(path, 'sub'))
  await writeFile(join(path, 'a.txt'), 'one\n')
  await writeFile(join(path, 'sub', 'b.txt'), 'two\n')
  await symlink('a.txt', join(path, 'to-a'))
  git(path, 'add', '.')
  git(path, 'commit', '--quiet', '-m', 'first')
  return path
}

it('gives a commit of a repository to work on, without a way back to it, and the same place from round to round', async () => {
  const { workspaces } = await world()
  const path = await repository()
  await writeFile(join(path, 'a.txt'), 'not committed')
  const source = { kind: 'git', path, ref: 'main' } as const
  const tree = await workspaces.prepare('t1', source, never)
  expect(await readFile(join(tree, 'a.txt'), 'utf8')).toBe('one\n')
  expect(git(tree, 'remote')).toBe('')
  git(tree, 'commit', '--quiet', '--allow-empty', '-m', 'of the agent')
  expect(git(path, 'log', '--oneline', '--all').trim().split('\n')).toHaveLength(1)
  await writeFile(join(tree, 'new.txt'), 'x')
  expect(await workspaces.prepare('t1', { kind: 'empty' }, never)).toBe(tree)
  expect(existsSync(join(tree, 'new.txt'))).toBe(true)
  expect(await workspaces.find('t1')).toBe(tree)
  expect(await workspaces.find('t2')).toBeNull()
})

it('finds what was added, changed, deleted and made a program, and shows it as a patch, whatever git is told in the work', async () => {
  const { workspaces } = await world()
  const tree = await workspaces.prepare('t1', { kind: 'git', path: await repository(), ref: 'HEAD' }, never)
  expect(await workspaces.compare('t1', never)).toEqual({ files: [], complete: true, patch: '' })
  await writeFile(join(tree, 'a.txt'), 'ONE\n')
  await unlink(join(tree, 'sub', 'b.txt'))
  await unlink(join(tree, 'to-a'))
  await symlink('/etc/passwd', join(tree, 'to-a'))
  await mkdir(join(tree, 'new'))
  await writeFile(join(tree, 'new', 'c.sh'), 'echo\n')
  // Hidden from a look with git: ignored, said to be unchanged, said to be binary.
  await writeFile(join(tree, '.gitignore'), '*\n')
  await writeFile(join(tree, '.gitattributes'), '* -diff\n')
  git(tree, 'update-index', '--assume-unchanged', 'a.txt')
  const { files, complete, patch } = await workspaces.compare('t1', never)
  expect(complete).toBe(true)
  expect(files.map(({ path, change }) => `${change} ${path}`)).toEqual([
    ...['added .gitattributes', 'added .gitignore', 'changed a.txt', 'added new/c.sh', 'deleted sub/b.txt'],
    'changed to-a',
  ])
  expect(files.find(({ path }) => path === 'a.txt')).toMatchObject({
    ...{ before_sha256: sha256('one\n'), after_sha256: sha256('ONE\n') },
  })
  expect(files.find(({ path }) => path === 'to-a')?.after_sha256).toBe(sha256('link:/etc/passwd'))
  expect(patch).toContain('--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+ONE\n')
  expect(patch).toContain('+++ b/new/c.sh')
  expect(patch).toContain('+/etc/passwd')
  expect(patch).not.toContain('root:')
  await chmod(join(tree, 'new', 'c.sh'), 0o755)
  await writeFile(join(tree, 'a.txt'), 'one\n')
  await chmod(join(tree, 'a.txt'), 0o755)
  expect((await workspaces.compare('t1', never)).files.map(({ path }) => path)).toContain('a.txt')
})

/** A program that leaves a trace of having run. */
async function trap(): Promise<{ program: string; sprung(): boolean }> {
  const folder = await temporaryFolder()
  const program = join(folder, 'trap.sh')
  await writeFile(program, `#!/bin/sh\necho x >> ${folder}/sprung\ncat\n`)
  await chmod(program, 0o755)
  return { program, sprung: () => existsSync(join(folder, 'sprung')) }
}

it('nothing in a repository makes git run a program: not its configuration, hooks, filters, attributes or monitors', async () => {
  const { program, sprung } = await trap()
  const path = await repository()
  await writeFile(join(path, '.gitattributes'), '*.txt filter=evil diff=evil merge=evil\n')
  git(path, 'add', '.')
  git(path, 'commit', '--quiet', '-m', 'attributes')
  const plant = async (repo: string): Promise<void> => {
    for (const key of ['core.fsmonitor', 'core.sshCommand', 'core.pager', 'diff.external', 'core.editor'])
      git(repo, 'config', key, program)
    for (const key of ['filter.evil.smudge', 'filter.evil.clean', 'filter.evil.process', 'diff.evil.textconv'])
      git(repo, 'config', key, program)
    git(repo, 'config', 'diff.evil.command', program)
    git(repo, 'config', 'uploadpack.packObjectsHook', program)
    git(repo, 'config', 'core.alternateRefsCommand', program)
    git(repo, 'config', 'alias.diff', `!${program}`)
    await mkdir(join(repo, '.git', 'hooks'), { recursive: true })
    for (const hook of ['post-checkout', 'pre-commit', 'reference-transaction', 'post-index-change', 'pre-receive']) {
      await rm(join(repo, '.git', 'hooks', hook), { force: true })
      await symlink(program, join(repo, '.git', 'hooks', hook))
    }
  }
  await plant(path)
  const { workspaces } = await world()
  const tree = await workspaces.prepare('t1', { kind: 'git', path, ref: 'HEAD' }, never)
  await plant(tree)
  await writeFile(join(tree, 'a.txt'), 'changed\n')
  await workspaces.state('t1', never)
  const { patch } = await workspaces.compare('t1', never)
  const { remove } = await workspaces.copy('t1', never)
  await remove()
  expect(patch).toContain('+changed')
  expect(sprung()).toBe(false)
  // The traps are real.
  execFileSync('git', ['status'], { cwd: tree, stdio: 'ignore' })
  expect(sprung()).toBe(true)
})

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
  expect(Object.keys(await workspaces.state('t1', never)).toSorted()).toEqual([
    ...['a.txt', 'out', 'sub/b.txt', 'sub/up', 'to-a'],
  ])
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
  await workspaces.remove('task-a')
  expect([await workspaces.find('task-a'), existsSync(one), existsSync(two)]).toEqual([null, false, true])
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
