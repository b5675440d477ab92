import { describe, expect, it } from 'vitest'
import { brokenRules, CODE_RULES } from './code-rules.ts'
import { parseModule, REPOSITORY, readModules } from './source-module.ts'

// Split, so that this file does not break the rules that it tests.
const IGNORE = ['@ts', 'ignore'].join('-')
const NOCHECK = ['@ts', 'nocheck'].join('-')

const CAUGHT: [string, string][] = [
  ['main/core/a.ts', 'export const now = () => Date.now()'],
  ['main/core/a.ts', 'export const id = () => Math.random()'],
  ['main/core/a.ts', 'export const now = () => new Date()'],
  ['main/core/a.ts', 'setTimeout(() => 1, 5)'],
  ['main/http/a.ts', `// ${IGNORE} because\nexport const a = 1`],
  ['tests/unit/a.ts', `/* ${NOCHECK} */\nexport const a = 1`],
  ['tests/unit/a.test.ts', `it.only('a', () => {})`],
  ['tests/unit/a.test.ts', `describe.skip('a', () => {})`],
  ['tests/unit/a.test.ts', `it.skipIf(true)('a', () => {})`],
  ['tests/unit/a.test.ts', `it.todo('a')`],
  ['main/http/a.ts', 'export default 1'],
  ['main/http/a.ts', `export * from './b.ts'`],
  ['contract/a.ts', `export { b } from './b.ts'`],
]

describe('the code of the repository', () => {
  it('keeps the rules of the house', () => {
    const modules = readModules(REPOSITORY)
    expect(modules.length).toBeGreaterThan(0)
    expect(modules.flatMap(brokenRules)).toEqual([])
  })
})

describe('the code check', () => {
  it.each(CAUGHT)('catches in %s: %s', (path, text) => {
    expect(brokenRules(parseModule(path, text))).toHaveLength(1)
  })

  it('has an example of a breach for each of its rules', () => {
    const breached = CAUGHT.flatMap(([path, text]) => brokenRules(parseModule(path, text)))
    for (const { why } of CODE_RULES)
      expect(
        breached.some((line) => line.endsWith(why)),
        why,
      ).toBe(true)
  })

  it.each([
    ['main/core/a.ts', '// Date.now() is banned here\nexport const at = (ms: number) => new Date(ms)'],
    ['main/core/a.ts', `export const text = 'Math.random()'`],
    ['main/core/a.ts', 'export const f = (clock: { now(): number }) => clock.now()'],
    ['main/adapters/files/a.ts', 'export const now = () => Date.now() + Number(new Date())'],
    ['contract/routes/index.ts', `export { b } from './b.ts'`],
    ['vite.config.ts', 'export default 1'],
  ])('lets pass in %s: %s', (path, text) => {
    expect(brokenRules(parseModule(path, text))).toEqual([])
  })
})
