import { execFileSync } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createWorkspaces } from '../../main/adapters/agents/workspace/workspaces.ts'
import { temporaryFolder } from './data-root.ts'

/** Workspaces in a data root of their own; what they were at first is remembered. */
export async function workspaceWorld() {
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
    compare: async (taskId: string, signal: AbortSignal) => {
      const seen = await port.snapshot(taskId, signal)
      try {
        return await seen.compare(bases.get(taskId) as string, signal)
      } finally {
        await seen.remove()
      }
    },
    base: (taskId: string) => bases.get(taskId) as string,
  }
  return { data_root, folder, workspaces }
}

export const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@localhost', ...args], { cwd, encoding: 'utf8' })

/** A repository with `a.txt`, `sub/b.txt` and a link. */
export async function repository(): Promise<string> {
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
