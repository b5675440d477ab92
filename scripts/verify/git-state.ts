import { spawnSync } from 'node:child_process'

/** What was verified: the commit, and how many files differed from it (reports/ apart, which verifying itself changes). */
export interface GitState {
  /** Null outside a git checkout. */
  readonly git_commit: string | null
  /** -1 outside a git checkout. */
  readonly git_changed_files: number
}

export function gitState(root: string): GitState {
  const head = git(root, ['rev-parse', 'HEAD'])
  const changed = git(root, ['status', '--porcelain', '--untracked-files=all', '--', '.', ':(exclude)reports'])
  return {
    git_commit: head?.trim() ?? null,
    git_changed_files: changed === null ? -1 : changed.split('\n').filter((line) => line !== '').length,
  }
}

function git(root: string, args: readonly string[]): string | null {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' })
  return status === 0 ? stdout : null
}
