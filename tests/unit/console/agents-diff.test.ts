import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDiff } from '../../../renderer/features/agents/unified-diff.ts'
import { STAGED_PATCH } from '../../e2e/support/staged-agents.ts'

test('a patch is read file by file, with the numbers of its lines', () => {
  const [pack, table] = readDiff(STAGED_PATCH)
  expect(pack).toMatchObject({ path: 'package.json', added: 1, removed: 0 })
  expect(table).toMatchObject({ path: 'src/tide/table.ts', added: 1, removed: 1 })
  expect(pack?.hunks[0]?.lines.map(({ kind, before, after }) => [kind, before, after])).toEqual([
    ['same', 1, 1],
    ['added', null, 2],
    ['same', 2, 3],
    ['same', 3, 4],
  ])
})

test('a line inside a hunk is never taken for the beginning of another file', () => {
  const patch = [
    'diff --git a/x b/x',
    '--- a/x',
    '+++ b/x',
    '@@ -1,2 +1,2 @@',
    '--- a/innocent',
    '-diff --git a/y b/y',
    '+++ b/innocent',
    '+diff --git a/z b/z',
    '\\ No newline at end of file',
  ].join('\n')
  const files = readDiff(patch)
  expect(files.map(({ path }) => path)).toEqual(['x'])
  expect(files[0]).toMatchObject({ added: 2, removed: 2 })
  expect(files[0]?.hunks[0]?.lines.at(-1)).toMatchObject({ kind: 'note', text: 'No newline at end of file' })
})

test('new, deleted and binary files have a name and a note', () => {
  const patch = [
    'diff --git a/new.txt b/new.txt',
    'new file mode 100644',
    '--- /dev/null',
    '+++ b/new.txt',
    '@@ -0,0 +1 @@',
    '+hello',
    'diff --git a/moon one.bin b/moon one.bin',
    'index 1..2 100644',
    'Binary files a/moon one.bin and b/moon one.bin differ',
    'diff --git "a/gr\\303\\266\\303\\237e" "b/gr\\303\\266\\303\\237e"',
    'deleted file mode 100644',
    '--- "a/gr\\303\\266\\303\\237e"',
    '+++ /dev/null',
    '@@ -1 +0,0 @@',
    '-gone',
  ].join('\n')
  expect(readDiff(patch).map(({ path, notes, added, removed }) => [path, notes.length, added, removed])).toEqual([
    ['new.txt', 1, 1, 0],
    ['moon one.bin', 1, 0, 0],
    ['größe', 1, 0, 1],
  ])
})

test('what is cut off or no patch at all is read as far as it goes', () => {
  const cut = STAGED_PATCH.slice(0, 160)
  expect(readDiff(cut)[0]?.path).toBe('package.json')
  expect(readDiff('hello\nworld')).toEqual([])
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(readDiff(`diff --git ${text}`))))
  fc.assert(fc.property(fc.nat(STAGED_PATCH.length), (end) => readDiff(STAGED_PATCH.slice(0, end)).length <= 2))
})
