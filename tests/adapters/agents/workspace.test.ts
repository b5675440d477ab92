import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { git, repository, workspaceWorld as world } from '../../support/workspaces.ts'

const never = new AbortController().signal

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
  const { patch } = await workspaces.compare('t1', never)
  const { remove } = await workspaces.copy('t1', never)
  await remove()
  expect(patch).toContain('+changed')
  expect(sprung()).toBe(false)
  // The traps are real.
  execFileSync('git', ['status'], { cwd: tree, stdio: 'ignore' })
  expect(sprung()).toBe(true)
})
