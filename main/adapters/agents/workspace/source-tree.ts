import { mkdir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import type { WorkspaceSettings } from '../../../../contract/agent.ts'
import { AppError } from '../../../core/kernel/app-error.ts'
import { oneLine } from '../../../core/tools/one-line.ts'
import { copyTree } from './copy-tree.ts'
import { plainGit } from './plain-git.ts'

const MAX_SAID = 100_000

/**
 * What makes a repository one whose objects are fetched when they are needed, by a program that its configuration names:
 * https://git-scm.com/docs/partial-clone
 */
const PARTIAL = '^(extensions\\.partialclone|remote\\..*\\.(promisor|partialclonefilter))$'
/** For what has nothing to fetch (git(1)): before everything that a configuration says of protocols. */
const NO_TRANSPORT = { GIT_ALLOW_PROTOCOL: 'none' }

const unusable = (detail: string): AppError => new AppError('workspace_unusable', detail)

/**
 * Makes `tree` (not there yet) out of the source. Throws AppError `workspace_unusable` for a source that is not there, is not what it is
 * said to be, or has the data root of the console in it.
 */
export async function makeTree(
  source: WorkspaceSettings,
  tree: string,
  dataRoot: string,
  signal: AbortSignal,
): Promise<void> {
  if (source.kind === 'empty') return void (await mkdir(tree, { recursive: true, mode: 0o700 }))
  const path = await folderOf(source.path, dataRoot)
  if (source.kind === 'git') return cloneAt(path, source.ref, tree, signal)
  try {
    await copyTree(path, tree, signal)
  } catch (error) {
    signal.throwIfAborted()
    throw unusable(`${source.path} cannot be copied: ${oneLine((error as Error).message)}`)
  }
}

async function folderOf(path: string, dataRoot: string): Promise<string> {
  if (!isAbsolute(path)) throw unusable(`${path} is not an absolute path`)
  const real = await realpath(path).catch(() => null)
  if (real === null || !(await stat(real)).isDirectory()) throw unusable(`${path} is not a folder`)
  const ours = await realpath(dataRoot)
  if (isWithin(real, ours) || isWithin(ours, real))
    throw unusable(`${path} and the data root of the console are within one another: its keys would be handed out`)
  return real
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/**
 * A repository of its own with the commit of `ref` checked out and no way back to the other one: what an agent commits, configures or
 * breaks there stays there. What is not committed yet is not in it.
 */
async function cloneAt(path: string, ref: string, tree: string, signal: AbortSignal): Promise<void> {
  const tried = (cwd: string, args: readonly string[], env: Readonly<Record<string, string>>) =>
    plainGit(args, { cwd, max_output: MAX_SAID, env }, signal).catch((error: Error) => {
      signal.throwIfAborted()
      throw unusable(`git cannot be run: ${oneLine(error.message)}`)
    })
  const git = async (cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { code, stdout, said } = await tried(cwd, args, env)
    if (code !== 0) throw unusable(`git ${args[0]} in ${path} ended with ${code}: ${said}`)
    return stdout.trim()
  }
  // Reading the configuration runs nothing. 1: there is no such key (git-config(1)).
  const promised = await tried(path, ['config', '--name-only', '--get-regexp', PARTIAL], NO_TRANSPORT)
  if (promised.code === 0) throw unusable(`${path} is a partial clone: what is missing in it would be fetched`)
  if (promised.code !== 1) throw unusable(`git config in ${path} ended with ${promised.code}: ${promised.said}`)
  const commit = await git(path, ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`], NO_TRANSPORT)
  await mkdir(tree, { recursive: true, mode: 0o700 })
  // Through git's own protocol, so that nothing but objects comes over; `--template=`: no hooks.
  const quiet = ['--quiet', '--no-checkout', '--no-local', '--template=', '--no-recurse-submodules']
  await git(tree, ['clone', ...quiet, '--', path, join(tree, '.')])
  await git(tree, ['remote', 'remove', 'origin'])
  await git(tree, ['checkout', '--quiet', '--detach', commit])
}
