import { lstat, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { TouchedFile } from '../../../../contract/protocol.ts'
import { copyEntries } from './copy-tree.ts'
import { plainGit } from './plain-git.ts'

/** A larger file is named in the list of files; nobody reads it in a patch. */
const MAX_SHOWN_BYTES = 2 * 1024 * 1024

/**
 * Unified diff of the touched files, at most `most` characters. Git sees copies of them in a folder of ours and no repository at all, so
 * that neither the configuration nor the attributes of the work can make it run anything. `scratch`: an empty folder for that.
 */
export async function patchOf(
  files: readonly TouchedFile[],
  trees: { readonly before: string; readonly after: string; readonly scratch: string },
  most: number,
  signal: AbortSignal,
): Promise<string> {
  const cwd = trees.scratch
  await Promise.all(['a', 'b'].map((name) => mkdir(join(cwd, name), { recursive: true })))
  await copyEntries(trees.before, join(cwd, 'a'), await shownOf(files, trees.before, 'added'))
  await copyEntries(trees.after, join(cwd, 'b'), await shownOf(files, trees.after, 'deleted'))
  const flags = ['--no-index', '--no-ext-diff', '--no-textconv', '--no-color', '--no-prefix', '--no-renames']
  const env = { GIT_DIR: join(cwd, 'no-repository'), GIT_CEILING_DIRECTORIES: cwd }
  // 1: they differ (git-diff(1)).
  const { code, stdout, said } = await plainGit(
    ['diff', ...flags, '--', 'a', 'b'],
    { cwd, env, max_output: 8 * 1024 * 1024 },
    signal,
  )
  if (code > 1) throw new Error(`git diff ended with ${code}: ${said}`)
  return stdout.slice(0, most)
}

/** Those that there are on this side, and that can be shown. */
async function shownOf(files: readonly TouchedFile[], tree: string, missing: TouchedFile['change']): Promise<string[]> {
  const shown: string[] = []
  for (const { path, change } of files) {
    if (change === missing || path.includes('\\')) continue
    const facts = await lstat(join(tree, path)).catch(() => null)
    if (facts === null || (facts.isFile() && facts.size > MAX_SHOWN_BYTES)) continue
    if (facts.isFile() || facts.isSymbolicLink()) shown.push(path)
  }
  return shown
}
