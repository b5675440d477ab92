import { describe, expect, test } from 'vitest'
import type { SimulatedChange } from '../../../contract/policy.ts'
import { gravestFirst, isGrave } from '../../../renderer/features/policy/change-words.ts'
import {
  hiddenCharacters,
  lineInWords,
  lineOfRule,
  rangeOfLine,
} from '../../../renderer/features/policy/policy-lines.ts'

const TEXT = `version: 1
rules:
  - id: read
    effect: allow
  - { id: "read-all", effect: ask }
  - 'id': read # the second of this name
`

describe('a remark on a rule', () => {
  test.each([
    ['read', 0, 3],
    ['read', 1, 6],
    ['read-all', 0, 5],
    ['gone', 0, null],
  ])('leads to the line of %s (%i)', (rule, nth, line) => {
    expect(lineOfRule(TEXT, rule, nth)).toBe(line)
  })
  test('leads to the line that its words name, when the text has it', () => {
    expect(lineInWords('rules.0: wrong at line 3, column 5', TEXT)).toBe(3)
    expect(lineInWords('wrong at line 300', TEXT)).toBe(null)
    expect(lineInWords('wrong', TEXT)).toBe(null)
  })
  test('selects the whole line', () => {
    const [from, to] = rangeOfLine(TEXT, 4)
    expect(TEXT.slice(from, to)).toBe('    effect: allow')
  })
})

test('what a text field does not show is found with its line', () => {
  expect(hiddenCharacters(`a\nb${String.fromCodePoint(0x202e)}c`)).toEqual([
    { line: 2, name: 'U+202E right-to-left override' },
  ])
})

describe('a changed decision', () => {
  const change = (
    side_effect_level: SimulatedChange['side_effect_level'],
    before: SimulatedChange['before']['effect'],
    after: SimulatedChange['after']['effect'],
  ): SimulatedChange => ({
    ...{ call_id: `${before}-${after}`, at: '2026-01-31T09:00:00.000Z', tool: 'a.b', task_id: 't' },
    side_effect_level,
    before: { effect: before, rule: null, reason: '' },
    after: { effect: after, rule: null, reason: '' },
  })
  test.each([
    ['external_publish', 'ask', 'allow', true],
    ['external_notify', 'deny', 'allow', true],
    ['external_notify', 'deny', 'ask', false],
    ['local_write', 'ask', 'allow', false],
    ['external_publish', 'allow', 'deny', false],
  ] as const)('of a call that is %s from %s to %s is grave: %s', (level, before, after, grave) => {
    expect(isGrave(change(level, before, after))).toBe(grave)
  })
  test('that is grave stands first', () => {
    const mild = change('local_write', 'ask', 'allow')
    const grave = change('external_notify', 'ask', 'allow')
    expect(gravestFirst([mild, grave])).toEqual([grave, mild])
  })
})
