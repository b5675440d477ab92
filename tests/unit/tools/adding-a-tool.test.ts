import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const REPOSITORY = join(import.meta.dirname, '../../..')
const FIXTURES = join(REPOSITORY, 'tests/fixtures/adding-a-tool')

/** Where the files of the example would lie, by where they do. */
const PLACES: ReadonlyMap<string, string> = new Map([
  [join(FIXTURES, 'count-words.ts'), join(REPOSITORY, 'main/core/tools/text/count-words.ts')],
  [join(FIXTURES, 'text-family.ts'), join(REPOSITORY, 'main/adapters/text/text-family.ts')],
])

/** The code of a file as it would be at its place: its imports lead to the same modules from there, in the order that the linter wants. */
function moved(from: string, to: string): string {
  const text = readFileSync(from, 'utf8').replaceAll(/from '(\.[^']+)'/g, (_, specifier: string) => {
    const target = join(dirname(from), specifier)
    const path = relative(dirname(to), PLACES.get(target) ?? target)
    return `from '${path.startsWith('.') ? path : `./${path}`}'`
  })
  return linted(text, relative(REPOSITORY, to))
}

/** As `biome check --write` leaves it; throws with what the linter says of it when that is not enough. */
function linted(code: string, place: string): string {
  const biome = join(REPOSITORY, 'node_modules/@biomejs/biome/bin/biome')
  const args = [biome, 'check', '--write', '--error-on-warnings', `--stdin-file-path=${place}`]
  return execFileSync(process.execPath, args, { cwd: REPOSITORY, input: code, encoding: 'utf8' })
}

describe('the page about adding a tool', () => {
  const page = readFileSync(join(REPOSITORY, 'docs/adding-a-tool.md'), 'utf8')

  it.each([...PLACES])('shows the code that the tests run: %s', (from, to) => {
    const name = relative(REPOSITORY, to)
    const [, section = ''] = page.split(`\`${name}\`\n`)
    const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(section) ?? []
    expect(code).toBe(moved(from, to))
  })
})
