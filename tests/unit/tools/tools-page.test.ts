import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TOOL_FAMILIES, TOOL_LEVELS, TOOL_SECRETS } from '../../../main/tool-families.ts'

const SPECS = join(import.meta.dirname, '../../../docs/specs')
/** Two that need no page of their own. */
const HARMLESS = ['time', 'file']

describe('the page about tools', () => {
  const page = readFileSync(join(SPECS, 'TOOLS.md'), 'utf8')

  it('names every tool of the registry with its level, and no other', () => {
    const rows = [...page.matchAll(/^\| `([a-z_.]+)` \| `([a-z_]+)` \|/gm)]
    const named = rows.map(([, tool, side_effect_level]) => ({ tool, side_effect_level }))
    const byName = (a: { tool?: string | undefined }, b: { tool?: string | undefined }) =>
      (a.tool ?? '') < (b.tool ?? '') ? -1 : 1
    expect(named.sort(byName)).toEqual(TOOL_LEVELS.toSorted(byName))
  })

  it.each(TOOL_FAMILIES.map(({ name }) => name).filter((name) => !HARMLESS.includes(name)))(
    'has a page about the family %s, which names its tools and secrets',
    (name) => {
      const path = join(SPECS, 'tools', `${name}.md`)
      expect(existsSync(path)).toBe(true)
      const text = readFileSync(path, 'utf8')
      const family = TOOL_FAMILIES.find((one) => one.name === name)
      const words = [
        ...Object.keys(family?.levels ?? {}).filter((tool) => tool.startsWith(`${name}.`)),
        ...(family?.secrets ?? []),
      ]
      expect(words.filter((word) => !text.includes(word))).toEqual([])
      expect(TOOL_SECRETS).toEqual(expect.arrayContaining([...(family?.secrets ?? [])]))
    },
  )
})
