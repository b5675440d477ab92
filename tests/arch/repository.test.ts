import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listFiles, REPOSITORY } from './source-module.ts'

/** Places of the machine this was built on, and hosts of package registries: no business of the product's text. */
const FOREIGN = /\bregistry\.[a-z0-9-]+\.[a-z]{2,}|(^|[\s'"`(=])\/work\/|\.\.\/shared\/(DESIGN|seeds|facts|prototypes)/m

/** The data of a console that was used here. */
const DATA = /^(config\.json|policy\.yaml|instance\..*)$/

/** Text at the top (in a worktree `.git` is a file, and git's own), in docs/ and in the rooms; pictures and other bytes are left out. */
function texts(): string[] {
  const top = readdirSync(REPOSITORY).filter(
    (name) => name !== '.git' && !DATA.test(name) && statSync(join(REPOSITORY, name)).isFile(),
  )
  const docs = ['docs', '.ci'].filter((name) => existsSync(join(REPOSITORY, name)))
  const below = docs.flatMap((folder) =>
    readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  const all = [...top, ...below, ...listFiles(REPOSITORY)].filter((name) => statSync(join(REPOSITORY, name)).isFile())
  return all.filter((name) => !/\.(png|jpg|ico|icns|woff2|log|db)$/.test(name))
}

describe('the repository', () => {
  it('installs from wherever npm is set up to install from: the lockfile names no address', () => {
    const lock: { packages: Record<string, { resolved?: string; integrity?: string }> } = JSON.parse(
      readFileSync(join(REPOSITORY, 'package-lock.json'), 'utf8'),
    )
    const packages = Object.entries(lock.packages).filter(([path]) => path !== '')
    expect(packages.length).toBeGreaterThan(0)
    expect(packages.filter(([, entry]) => entry.resolved !== undefined)).toEqual([])
    expect(packages.filter(([, entry]) => entry.integrity === undefined)).toEqual([])
  })

  it('names no registry and no place of the machine it was built on', () => {
    const names = texts()
    expect(names).toContain('package-lock.json')
    expect(names.filter((name) => FOREIGN.test(readFileSync(join(REPOSITORY, name), 'utf8')))).toEqual([])
  })
})

describe('the check for foreign places', () => {
  it.each([
    ['registry', 'example', 'org'].join('.'),
    `see ${['', 'work', 'main'].join('/')}`,
    ['see ..', 'shared', 'DESIGN.md'].join('/'),
  ])('catches %s', (text) => {
    expect(FOREIGN.test(text)).toBe(true)
  })

  it.each(['the token registry. It holds', 'framework/main', 'no registry, no proxy', 'shared/types'])(
    'lets pass: %s',
    (text) => {
      expect(FOREIGN.test(text)).toBe(false)
    },
  )
})
