import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Sha256 } from '../../../contract/ids.ts'
import { commandLine, commandWords } from '../../../renderer/features/agents/command-line.ts'
import { draftOf, emptyCriterion, readDispatch } from '../../../renderer/features/agents/dispatch-draft.ts'

const SHA = Sha256.parse('a'.repeat(64))
const filled = () => {
  const draft = draftOf({ acceptance_criteria: [], declared_scope: [] })
  return { ...draft, criteria: draft.criteria.map((each) => ({ ...each, text: 'It has a test.' })) }
}

test('a command is split as it is typed, and no shell is asked', () => {
  expect(commandWords(`npm test -- "a b" 'c $HOME' d\\ e ""`)).toEqual([
    'npm',
    'test',
    '--',
    'a b',
    'c $HOME',
    'd e',
    '',
  ])
  expect(commandWords('echo "a')).toBeNull()
  expect(commandWords('  ')).toEqual([])
})

test('a command that is shown is read back as the same words', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 }), { maxLength: 5 }), (words) => {
      expect(commandWords(commandLine(words))).toEqual(words)
    }),
  )
})

test('the first dispatch carries criteria and scope, a later one neither', () => {
  const draft = {
    ...{ ...filled(), scope: ' src/ \n\nsrc/\nREADME.md', minutes: '90', agent: 'codex' },
    criteria: [{ ...emptyCriterion([]), text: 'It works.', check: 'npm test', timeout: '' }],
  }
  expect(readDispatch(draft, true, SHA)).toEqual({
    ok: true,
    request: {
      ...{ agent: 'codex', reviewer: null, deadline_seconds: 5_400, base_sha: SHA },
      acceptance_criteria: [
        { criterion_id: 'c1', text: 'It works.', check: { argv: ['npm', 'test'], timeout_seconds: 120 } },
      ],
      declared_scope: ['src/', 'README.md'],
    },
  })
  expect(readDispatch({ ...draft, criteria: [] }, false, SHA)).toEqual({
    ok: true,
    request: { agent: 'codex', reviewer: null, deadline_seconds: 5_400, base_sha: SHA },
  })
})

test.each([
  [{ text: '' }, 'It needs words.'],
  [{ criterion_id: ' ' }, 'It needs a name, to which claims and issues can point.'],
  [{ check: "npm 'test" }, 'A quote in the check is not closed.'],
  [{ check: 'npm test', timeout: '9000' }, 'The check may take 1 to 3600 seconds.'],
])('a criterion that cannot be held against anything is named: %o', (given, words) => {
  const draft = filled()
  const criteria = draft.criteria.map((each) => ({ ...each, ...given }))
  expect(readDispatch({ ...draft, criteria }, true, SHA)).toEqual({ ok: false, faults: { 'criteria.0': words } })
})

test('two criteria of one name, a wrong time and no criterion at all are refused', () => {
  const draft = filled()
  const twice = [...draft.criteria, { ...draft.criteria[0], key: 7 }] as typeof draft.criteria
  expect(readDispatch({ ...draft, criteria: twice }, true, SHA)).toMatchObject({
    faults: { 'criteria.0': 'Another one is called c1 too.', 'criteria.7': 'Another one is called c1 too.' },
  })
  expect(readDispatch({ ...draft, minutes: '1.5' }, true, SHA)).toMatchObject({ ok: false })
  expect(readDispatch({ ...draft, criteria: [] }, true, SHA)).toMatchObject({ ok: false })
})

test('a further criterion gets a name that none of the others has', () => {
  const first = emptyCriterion([])
  expect(emptyCriterion([{ ...first, criterion_id: 'c2' }]).criterion_id).toBe('c3')
})
