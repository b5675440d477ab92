import { expect, test } from 'vitest'
import { LOOK_NAMES } from '../../../scripts/screenshots/looks.ts'
import { parseOptions } from '../../../scripts/screenshots/options.ts'
import { SHOWN_PAGES } from '../../../scripts/screenshots/pages.ts'

const names = (args: readonly string[]) => {
  const { pages, looks } = parseOptions(args)
  return { pages: pages.map(({ name }) => name), looks }
}

test('without flags every page is taken in every look', () => {
  const all = { pages: SHOWN_PAGES.map(({ name }) => name), looks: LOOK_NAMES }
  expect(names([])).toEqual(all)
  expect(new Set(all.pages).size).toBe(all.pages.length)
})

test('pages and looks can be chosen', () => {
  const chosen = ['--only', 'tools,audit', '--looks', 'dark']
  expect(names(chosen)).toEqual({ pages: ['audit', 'tools'], looks: ['dark'] })
})

test.each([
  ['--only', 'toolz'],
  ['--looks', 'light,pink'],
])('what is not there is refused by name: %s %s', (flag, value) => {
  expect(() => parseOptions([flag, value])).toThrow(`${flag} ${value.split(',').at(-1)}: there are `)
})

test('a flag that does not exist is refused', () => {
  expect(() => parseOptions(['--pages', 'tools'])).toThrow('--pages')
})
