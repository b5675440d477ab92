import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TouchedFile } from '../../../contract/protocol.ts'
import { copyTree } from '../../../main/adapters/agents/workspace/copy-tree.ts'
import { makeTree } from '../../../main/adapters/agents/workspace/source-tree.ts'
import { patchOf } from '../../../main/adapters/agents/workspace/tree-patch.ts'
import { stateOfTree, touchedBetween } from '../../../main/adapters/agents/workspace/tree-state.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { git, repository } from '../../support/workspaces.ts'

const never = new AbortController().signal

describe('a repository whose missing objects would be fetched by a program of its own', () => {
  it('is refused before git looks for anything in it', async () => {
    const trap = await temporaryFolder()
    const program = join(trap, 'trap.sh')
    await writeFile(program, `#!/bin/sh\necho x > ${trap}/sprung\nexit 1\n`)
    await chmod(program, 0o755)
    const path = await repository()
    const head = git(path, 'rev-parse', 'HEAD').trim()
    git(path, 'config', 'core.repositoryFormatVersion', '1')
    git(path, 'config', 'extensions.partialClone', 'origin')
    git(path, 'config', 'remote.origin.promisor', 'true')
    git(path, 'config', 'remote.origin.url', await repository())
    git(path, 'config', 'remote.origin.uploadpack', program)
    await rm(join(path, '.git', 'objects', head.slice(0, 2), head.slice(2)))
    const source = { kind: 'git', path, ref: 'HEAD' } as const
    const made = makeTree(source, join(await temporaryFolder(), 'tree'), await temporaryFolder(), never)
    await expect(made).rejects.toMatchObject({ code: 'workspace_unusable' })
    await expect(made).rejects.toThrow('partial clone')
    expect(existsSync(join(trap, 'sprung'))).toBe(false)
  })

  it('is refused as well when a file that its configuration includes says so', async () => {
    const path = await repository()
    await writeFile(join(path, '.git', 'more'), '[remote "origin"]\n\tpromisor = true\n')
    git(path, 'config', 'include.path', 'more')
    const source = { kind: 'git', path, ref: 'HEAD' } as const
    const made = makeTree(source, join(await temporaryFolder(), 'tree'), await temporaryFolder(), never)
    await expect(made).rejects.toThrow('partial clone')
  })
})

describe('a workspace with a file as large as a disk that takes no room', () => {
  it('is not looked at to its end, and not copied', async () => {
    const tree = await temporaryFolder()
    await writeFile(join(tree, 'hole'), '')
    await truncate(join(tree, 'hole'), 1024 ** 4)
    const started = performance.now()
    expect(await stateOfTree(tree, never)).toMatchObject({ complete: false })
    const copy = join(await temporaryFolder(), 'copy')
    await expect(copyTree(tree, copy, never)).rejects.toThrow('GiB of files')
    expect(await readdir(copy)).toEqual([])
    // Reading it would take hours.
    expect(performance.now() - started).toBeLessThan(60_000)
  })
})

describe('a difference', () => {
  async function difference(before: object, after: object, most: number) {
    const place = await temporaryFolder()
    const trees = { before: join(place, 'base'), after: join(place, 'tree'), scratch: join(place, 'scratch') }
    for (const folder of Object.values(trees)) await mkdir(folder)
    for (const [tree, files] of [[trees.before, before] as const, [trees.after, after] as const])
      for (const [name, text] of Object.entries(files)) await writeFile(join(tree, name), text as string)
    const [was, is] = await Promise.all([trees.before, trees.after].map(async (tree) => stateOfTree(tree, never)))
    const touched: TouchedFile[] = touchedBetween(was?.state ?? new Map(), is?.state ?? new Map())
    return await patchOf(touched, trees, most, never)
  }

  it('that is whole and short is nothing but itself', async () => {
    expect(await difference({ a: 'one\n' }, { a: 'two\n' }, 10_000)).toMatch(/^diff --git a\/a b\/a\n[\s\S]*\+two\n$/)
  })

  it('that was cut says so where it begins', async () => {
    const patch = await difference({}, { a: 'x\n'.repeat(5000), b: 'hidden behind it\n' }, 2000)
    expect(patch).toHaveLength(2000)
    expect(patch).toMatch(/^# CUT: this is the beginning of a difference of \d{5} characters; the rest is not here\n/)
    const huge = await difference({}, { a: `${'x'.repeat(99)}\n`.repeat(20_000) }, 1_000_000)
    expect(huge).toMatch(/^# CUT: /)
  })

  it('that is long says how long, for whoever gets its beginning', async () => {
    const patch = await difference({}, { a: 'x\n'.repeat(60_000) }, 1_000_000)
    expect(patch).toMatch(/^# this difference has \d{6} characters\ndiff /)
  })

  it('names what it does not show, also when only one side is too large', async () => {
    const large = 'x'.repeat(3 * 1024 ** 2)
    const patch = await difference({ grown: 'one\n' }, { grown: large, 'back\\slash': 'y', plain: 'z\n' }, 100_000)
    expect(patch).toContain('# NOT SHOWN: "back\\\\\\\\slash"')
    expect(patch).toContain('# NOT SHOWN: "grown"')
    expect(patch).toContain('+++ b/plain')
    expect(patch).not.toContain('a/grown')
  })

  it('shows files that git would read each under a name of its own', async () => {
    const patch = await difference(
      { '.gitattributes.shown': 'was\n' },
      { '.gitattributes': '* -diff\n', '.gitattributes.shown': 'is\n' },
      100_000,
    )
    expect(patch).toContain('+* -diff')
    expect(patch).toContain('-was')
    expect(patch).toContain('+is')
    expect(patch).toContain('b/.gitattributes.shown-2')
  })
})

it('what is copied is the file itself, with what is in it', async () => {
  const tree = await temporaryFolder()
  await writeFile(join(tree, 'a'), 'one')
  const copy = join(await temporaryFolder(), 'copy')
  await copyTree(tree, copy, never)
  expect(await readFile(join(copy, 'a'), 'utf8')).toBe('one')
})
