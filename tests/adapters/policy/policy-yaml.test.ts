import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPolicyYaml } from '../../../main/adapters/policy/policy-yaml.ts'
import { BUILT_IN_TEXT, builtInPolicy } from '../../../main/core/policy/built-in-policy.ts'

const rule = (member: string): string => `version: 1\nrules:\n  - id: one\n    match: {}\n    effect: allow\n${member}`

/** The problem of a text that is no policy. */
function problemOf(text: string): string {
  const reading = readPolicyYaml(text)
  return reading.ok ? 'a policy' : reading.problem
}

describe('policy.yaml', () => {
  it('the built-in text says what the built-in policy is', () => {
    expect(readPolicyYaml(BUILT_IN_TEXT)).toEqual({ ok: true, policy: builtInPolicy() })
  })

  it('the example of the documentation is a policy', async () => {
    const page = await readFile(join(import.meta.dirname, '../../../docs/specs/POLICY.md'), 'utf8')
    const [, example = ''] = /```yaml\n(.*?)```/s.exec(page) ?? []
    expect(readPolicyYaml(example)).toMatchObject({ ok: true, policy: { rules: { length: 4 } } })
  })

  it('fills in what may be left out', () => {
    expect(readPolicyYaml('version: 1\nrules: []')).toEqual({
      ok: true,
      policy: {
        version: 1,
        rules: [],
        approvals: { expires_seconds: {}, people: {}, cool_off_seconds: {}, denial_cool_down_seconds: 600 },
      },
    })
  })

  it.each<[string, string, string]>([
    ['nothing', '', 'line 1, column 1: Invalid input: expected object, received null'],
    ['a list', '- 1', 'line 1, column 1: Invalid input: expected object, received array'],
    ['another version', 'version: 2\nrules: []', 'line 1, column 10: version: Invalid input: expected 1'],
    ['no rules', 'version: 1', 'line 1, column 1: rules: Invalid input: expected array, received undefined'],
    ['an unknown member', 'version: 1\nrules: []\nallow: all', 'line 3, column 1: allow: there is no such member'],
    ['an unknown member of a rule', rule('    when: now'), 'line 6, column 5: rules[0].when: there is no such member'],
    [
      'a member of objects',
      'version: 1\nrules: []\n__proto__: {}',
      'line 3, column 1: __proto__: there is no such member',
    ],
    ['a merge key', 'version: 1\nrules: []\n<<: {}', 'line 3, column 1: <<: there is no such member'],
    ['a key given twice', 'version: 1\nrules: []\nrules: []', 'line 3, column 1: Map keys must be unique'],
    ['an anchor', 'version: 1\nrules: &all []', 'line 2, column 8: anchors are not taken'],
    ['an alias', 'version: 1\nrules: *all', 'line 2, column 8: aliases are not taken'],
    ['a tag', 'version: !!int 1\nrules: []', 'line 1, column 10: tags are not taken'],
    ['a directive', '%YAML 1.1\n---\nversion: 1\nrules: []', 'line 1, column 1: directives are not taken'],
    ['two documents', 'version: 1\nrules: []\n---\nversion: 1\nrules: []', 'line 3, column 1: a second document'],
    [
      'a word that begins with a percent sign',
      rule('    description: %5'),
      'line 6, column 18: Plain value cannot start with directive indicator character %',
    ],
    ['a tab', 'version: 1\nrules:\n\t- a', 'line 3, column 1: Tabs are not allowed as indentation'],
    ['an open quote', 'version: 1\nrules: "', 'line 2, column 9: Missing closing "quote'],
    [
      'words for a truth',
      rule('').replace('{}', '{task_approved: yes}'),
      'line 4, column 28: rules[0].match.task_approved: Invalid input: expected boolean, received string',
    ],
    [
      'terms on a rule that does not ask',
      rule('    approvals: 2'),
      'line 6, column 5: rules[0].approvals: only a rule with effect ask takes this',
    ],
    [
      'three people',
      'version: 1\napprovals:\n  people:\n    external_publish: 3\nrules: []',
      'line 4, column 23: approvals.people.external_publish: Too big: expected number to be <=2',
    ],
    ['half a character', 'version: 1\nrules: [] # \ud800', 'the text is not well-formed Unicode'],
    ['more than 200 kB', `version: 1\nrules: []\n#${'é'.repeat(100_000)}`, 'the text is larger than 200000 bytes'],
  ])('with %s is refused, with the place', (_what, text, problem) => {
    expect(problemOf(text)).toBe(problem)
  })

  it.each<[string, string, RegExp]>([
    ['brackets', '['.repeat(199_000), /^line 1, column \d+: nested more than 40 deep$/],
    ['closed brackets', `${'["]",'.repeat(5000)}`, /nested more than 40 deep/],
    ['lists in lists', '- '.repeat(99_000), /nested more than 40 deep/],
    ['indentation', Array.from({ length: 600 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), /nested more than 40 deep/],
    ['keys', Array.from({ length: 15_000 }, (_, i) => `k${i}: 1`).join('\n'), /more than 1000 entries in one place/],
    ['a flow of keys', `{${Array.from({ length: 30_000 }, (_, i) => `k${i}`).join(',')}}`, /more than 1000 entries/],
    ['brackets that close nothing', ']'.repeat(190_000), /Unexpected flow-seq-end/],
    ['quotes', '"'.repeat(199_000), /more than 50000 parts/],
    ['empty lines', '\n'.repeat(199_000), /more than 50000 parts/],
    [
      'the laugh of a billion aliases',
      `a: &a [x]\n${'bcdefghi'
        .split('')
        .map((name, i) => `${name}: &${name} [*${'abcdefgh'[i]}, *${'abcdefgh'[i]}]`)
        .join('\n')}`,
      /anchors are not taken/,
    ],
  ])(
    'made of %s holds nobody up',
    (_what, text, problem) => {
      expect(problemOf(text)).toMatch(problem)
    },
    10_000,
  )

  it('text that looks like an anchor, alias or tag inside words is only text', () => {
    const text = rule('    description: "a & b, *c* and !d"').replace('effect: allow', 'effect: ask # & * !')
    expect(readPolicyYaml(text)).toMatchObject({ ok: true, policy: { rules: [{ description: 'a & b, *c* and !d' }] } })
  })

  it('whatever the text, the answer is a policy or a problem, never an error', () => {
    const parts = [
      'version: 1\n',
      'rules:\n',
      '  - id: a\n',
      '    match: {}\n',
      '    effect: ask\n',
      '- ',
      '{',
      ']',
      ': ',
      '"',
      '|',
      '\t',
      '?',
      '#',
      '---',
      '\n',
      '\u0000',
      '\ufeff',
      '\ud800',
    ]
    const texts = fc.array(fc.oneof(fc.constantFrom(...parts), fc.string({ maxLength: 5 })), { maxLength: 30 })
    fc.assert(
      fc.property(texts, (words) => {
        const reading = readPolicyYaml(words.join(''))
        expect(reading.ok ? reading.policy.version : reading.problem).toBeTruthy()
      }),
      { numRuns: 2000 },
    )
  })
})
