import { posix } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isInScope, outOfScope } from '../../../main/core/protocol/scope.ts'

describe('a declared scope', () => {
  it.each([
    ['src/a.ts', 'src/a.ts', true],
    ['./src/a.ts', 'src/a.ts', true],
    ['src/a.ts', 'src/a.tsx', false],
    ['src/a.ts', 'src/A.ts', false],
    ['src/', 'src/deep/.env', true],
    ['src/', 'src', false],
    ['src/', 'source/a', false],
    ['src', 'src/a', false],
    ['src/*/', 'src/one/two/three', true],
    ['src/*/', 'src/one', false],
    ['*.ts', 'a.ts', true],
    ['*.ts', 'src/a.ts', false],
    ['*.ts', '.ts', false],
    ['**/*.ts', 'src/deep/a.ts', true],
    ['**/*.ts', 'a.ts', true],
    ['**/*.ts', '.git/a.ts', false],
    ['src/**', 'src/a', true],
    ['src/**', 'src', false],
    ['src/**', 'src/.env', false],
    ['**/**', 'a', true],
    ['src/**/**', 'src', false],
    ['src/**/**/a', 'src/one/a', true],
    ['src/**/**/a', 'src/.one/a', false],
    ['**', 'package.json', true],
    ['**', '.github/workflows/a.yml', false],
    ['.github/**', '.github/workflows/a.yml', true],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['{a,b}', 'a', false],
    ['[ab]', 'a', false],
    ['!a', 'b', false],
    ['', 'a', false],
    ['/', 'a', false],
  ])('%j: %j is in it: %s', (entry, path, expected) => {
    expect(isInScope([entry], path)).toBe(expected)
  })

  it('holds nothing that climbs, is absolute or is not in its plain form, not even when it is named', () => {
    for (const path of ['../a', 'src/../a', '/etc/passwd', 'src//a', './src/a', 'src/.', 'src/', '', '.', '..'])
      expect([path, isInScope([path, '**', 'src/', '*', '../', '/'], path)]).toEqual([path, false])
  })

  it('that is empty holds nothing', () => {
    expect(outOfScope([], ['a', 'b/c'])).toEqual(['a', 'b/c'])
  })

  it('reads globs as Node does, where Node knows nothing more than stars and question marks', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '.', 'é'), minLength: 1, maxLength: 4 })
    const part = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), minLength: 1, maxLength: 4 }),
      fc.constant('**'),
    )
    const plain = (names: string[]): boolean => names.every((one) => one !== '.' && one !== '..')
    const paths = fc.array(name, { minLength: 1, maxLength: 4 }).filter(plain)
    const globs = fc.array(part, { minLength: 1, maxLength: 4 }).filter(plain)
    let inside = 0
    fc.assert(
      fc.property(paths, globs, (names, parts) => {
        const [path, glob] = [names.join('/'), parts.join('/')]
        const expected = posix.matchesGlob(path, glob)
        if (expected) inside += 1
        expect([path, glob, isInScope([glob], path)]).toEqual([path, glob, expected])
      }),
      { numRuns: 20_000, seed: 7 },
    )
    expect(inside).toBeGreaterThan(200)
  })

  it('of many files deep down is read without holding anybody up', () => {
    const deep = Array.from({ length: 300 }, (_, n) => `${'a/'.repeat(900)}${n}`)
    const started = performance.now()
    expect(outOfScope([`${'**/'.repeat(330)}b`], deep)).toHaveLength(300)
    // In time that grows with the square of the depth, this takes minutes.
    expect(performance.now() - started).toBeLessThan(60_000)
  })

  it('is read in time that grows with its length, whatever it says', () => {
    const path = `${'a/'.repeat(400)}${'a'.repeat(900)}`
    const entries = [`${'**/'.repeat(300)}b`, `${'*a'.repeat(400)}b`, `${'a/'.repeat(400)}${'*a'.repeat(200)}b`]
    const started = performance.now()
    expect(isInScope(entries, path)).toBe(false)
    // Reading by going back at every star would take longer than the universe has.
    expect(performance.now() - started).toBeLessThan(60_000)
  })
})
