import { expect, test } from 'vitest'
import { Sha256 } from '../../../contract/ids.ts'
import { Task } from '../../../contract/task.ts'
import { keyName } from '../../../renderer/design/key-names.ts'
import { possibleDecisions } from '../../../renderer/features/tasks/possible-decisions.ts'
import { outcomeWords, ruleBesideWords } from '../../../renderer/features/tools/run-words.ts'

const task = {
  ...Task.parse({
    ...{ task_id: 't', source: 'api', correlation_id: 't', title: 'T', request_text: 'Words.' },
    ...{ created_at: '2026-01-01T00:00:00.000Z', updated_at: '2026-01-01T00:00:00.000Z' },
  }),
  base_sha: Sha256.parse('a'.repeat(64)),
}

test('nothing can be decided from the moment the service is not heard', () => {
  expect(possibleDecisions(task, true, true)).toEqual({ approve: null, reject: null })
  const reason = 'The service does not answer now'
  expect(possibleDecisions(task, true, false)).toEqual({ approve: reason, reject: reason })
})

test('a refused call is one whole sentence, which names its rule once', () => {
  const refused = { state: 'denied', rule: 'forbidden', reason: 'Rule forbidden denies it: no publishing' } as const
  expect(outcomeWords(refused)).toBe('Rule forbidden denies it: no publishing.')
  expect(ruleBesideWords(refused)).toBeNull()
  expect(outcomeWords({ state: 'denied', reason: 'A person denied it.' })).toBe('A person denied it.')
  expect(ruleBesideWords({ rule: 'publishing', reason: 'A person denied it.' })).toBe('publishing')
  expect(ruleBesideWords({ rule: 'pub', reason: 'Rule publishing denies it' })).toBe('pub')
})

test.each([
  ['Ctrl', 'MacIntel', 'Cmd'],
  ['Ctrl', 'Linux x86_64', 'Ctrl'],
  ['Ctrl', 'Win32', 'Ctrl'],
  ['Enter', 'MacIntel', 'Enter'],
])('%s on %s is called %s', (key, platform, name) => {
  expect(keyName(key, platform)).toBe(name)
})
