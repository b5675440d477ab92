import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { depositLine, depositsFile, depositsIn } from '../../core/audit/anchor-deposit.ts'
import type { AnchorPlace } from '../../core/audit/anchor-place.ts'
import { createRunGit } from './run-git.ts'

export interface GitAnchorOptions {
  /** Address or path of a repository that may be written to, as git takes it. */
  readonly remote: string
  readonly keyId: string
  /** Folder for a bare repository between us and the remote. It may be thrown away at any time. */
  readonly cache: string
}

/** The address without user name and password. */
export function shownRemote(remote: string): string {
  return remote.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1')
}

/**
 * Deposits in a git repository: one commit each on the branch `countersign-<key id>`, which holds nothing but the file of deposits. Only
 * ever pushed forwards, so that a deposit cannot be taken back from here.
 */
export function createGitAnchor({ remote, keyId, cache }: GitAnchorOptions): AnchorPlace {
  const place = shownRemote(remote)
  const run = createRunGit({ secret: remote, instead: place })
  const file = depositsFile(keyId)
  const branch = `refs/heads/countersign-${keyId}`
  const ours = `refs/anchor/countersign-${keyId}`
  const git = (args: readonly string[], signal: AbortSignal, input = ''): Promise<string> =>
    run(['--git-dir', cache, ...args], input, signal)

  /** The latest commit at the remote with the text of its deposits; null when there is no such branch. */
  async function fetched(signal: AbortSignal): Promise<{ commit: string; text: string } | null> {
    if (!existsSync(join(cache, 'HEAD'))) await run(['init', '--bare', '--quiet', '--', cache], '', signal)
    // Git answers with every branch whose name ends so: one that somebody else made must not stand in for ours.
    const lines = (await git(['ls-remote', '--', remote, branch], signal)).split('\n')
    const line = lines.find((one) => one.endsWith(`\t${branch}`)) ?? ''
    const commit = /^([0-9a-f]{40,64})\t/.exec(line)?.[1]
    if (commit === undefined) return null
    await git(['fetch', '--quiet', '--no-tags', '--', remote, `+${branch}:${ours}`], signal)
    return { commit, text: await git(['cat-file', 'blob', `${commit}:${file}`], signal) }
  }

  return {
    kind: 'git',
    place,
    read: async (signal) => depositsIn((await fetched(signal))?.text ?? '', `${place} ${file}`),
    deposit: async (deposit, signal) => {
      const before = await fetched(signal)
      const text = `${before?.text ?? ''}${depositLine(deposit)}\n`
      const blob = (await git(['hash-object', '-w', '--stdin'], signal, text)).trim()
      const tree = (await git(['mktree'], signal, `100644 blob ${blob}\t${file}\n`)).trim()
      const parents = before === null ? [] : ['-p', before.commit]
      const message = `Signed head at line ${deposit.head.seq}\n`
      const commit = (await git(['commit-tree', tree, ...parents], signal, message)).trim()
      await git(['push', '--quiet', '--', remote, `${commit}:${branch}`], signal)
    },
  }
}
