import { lstat, mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { TouchedFile } from '../../../../contract/protocol.ts'
import { copyEntries } from './copy-tree.ts'
import { plainGit } from './plain-git.ts'

/** A larger file is named as not shown; nobody reads it in a patch. */
const MAX_SHOWN_BYTES = 2 * 1024 * 1024
const MAX_DIFF_BYTES = 8 * 1024 * 1024
/** Whoever reads less than this of a patch reads less than its beginning says. */
const SHORT = 100_000
/** So many are named, each with so many characters of its path. */
const MOST_NAMED = 50
const MOST_PATH = 200

/**
 * Unified diff of the touched files, at most `most` characters. Git sees copies of them in a folder of ours and no repository at all, so
 * that neither the configuration nor the attributes of the work can make it run anything. When it is long, or not all of it is there, its
 * first lines say so, where whoever gets only the beginning reads it too. `scratch`: an empty folder for that.
 */
export async function patchOf(
  files: readonly TouchedFile[],
  trees: { readonly before: string; readonly after: string; readonly scratch: string },
  most: number,
  signal: AbortSignal,
): Promise<string> {
  const cwd = trees.scratch
  const names = shownNames(files)
  const [before, after] = [
    await entriesOf(files, names, trees.before, 'added'),
    await entriesOf(files, names, trees.after, 'deleted'),
  ]
  const missing = new Set([...before.missing, ...after.missing])
  const sides = [
    { folder: join(cwd, 'a'), tree: trees.before, entries: before.entries },
    { folder: join(cwd, 'b'), tree: trees.after, entries: after.entries },
  ]
  for (const { folder, tree, entries } of sides) {
    await mkdir(folder, { recursive: true })
    // One half of a change would look like a file that was added or deleted.
    const whole = [...entries].filter(([path]) => !missing.has(path))
    await copyEntries(tree, folder, new Map(whole))
  }
  const flags = ['--no-index', '--no-ext-diff', '--no-textconv', '--no-color', '--no-prefix', '--no-renames']
  const env = { GIT_DIR: join(cwd, 'no-repository'), GIT_CEILING_DIRECTORIES: cwd }
  // 1: they differ (git-diff(1)).
  const { code, stdout, said, cut } = await plainGit(
    ['diff', ...flags, '--', 'a', 'b'],
    { cwd, env, max_output: MAX_DIFF_BYTES },
    signal,
  )
  if (code > 1) throw new Error(`git diff ended with ${code}: ${said}`)
  const heading = headingOf(stdout.length, most, cut, [...missing])
  return `${heading}${stdout}`.slice(0, most)
}

/** What the reader must know before the diff itself; empty when all of it is there and it is short. */
function headingOf(length: number, most: number, cut: boolean, missing: readonly string[]): string {
  const isCut = cut || length > most
  const size = isCut
    ? [
        `CUT: this is the beginning of a difference of ${cut ? 'more than ' : ''}${length} characters; the rest is not here`,
      ]
    : length > SHORT
      ? [`this difference has ${length} characters`]
      : []
  const left = missing.length - MOST_NAMED
  const named = missing
    .slice(0, MOST_NAMED)
    .map(
      (path) =>
        `NOT SHOWN: ${JSON.stringify(path.slice(0, MOST_PATH))} (too large, or of a name or kind that cannot be shown)`,
    )
  const lines = [...size, ...named, ...(left > 0 ? [`NOT SHOWN: ${left} more files`] : [])]
  return lines.map((line) => `# ${line}\n`).join('')
}

/**
 * By path, the name under which a file is shown: its own. A file `.gitattributes` gets another one that nothing else has: git would read
 * it, and what is looked at has no say in how it is shown.
 */
function shownNames(files: readonly TouchedFile[]): ReadonlyMap<string, string> {
  const taken = new Set(files.map(({ path }) => path.toLowerCase()))
  const names = new Map<string, string>()
  for (const { path } of files) {
    // A disk may take capitals for the same letters.
    if (basename(path).toLowerCase() !== '.gitattributes') {
      names.set(path, path)
      continue
    }
    let name = `${path}.shown`
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${path}.shown-${number}`
    taken.add(name.toLowerCase())
    names.set(path, name)
  }
  return names
}

/** Those that there are on this side: what can be shown, by its shown name, and what cannot. */
async function entriesOf(
  files: readonly TouchedFile[],
  names: ReadonlyMap<string, string>,
  tree: string,
  absent: TouchedFile['change'],
): Promise<{ readonly entries: ReadonlyMap<string, string>; readonly missing: readonly string[] }> {
  const entries = new Map<string, string>()
  const missing: string[] = []
  for (const { path, change } of files) {
    if (change === absent) continue
    const facts = path.includes('\\') ? null : await lstat(join(tree, path)).catch(() => null)
    const canBe = facts !== null && (facts.isSymbolicLink() || (facts.isFile() && facts.size <= MAX_SHOWN_BYTES))
    if (canBe) entries.set(path, names.get(path) ?? path)
    else missing.push(path)
  }
  return { entries, missing }
}
