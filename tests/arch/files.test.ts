import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tooLong, wrongName } from './file-rules.ts'
import { listFiles, REPOSITORY } from './source-module.ts'

const files = listFiles(REPOSITORY)

describe('the files of the repository', () => {
  it('are named in kebab-case after what is inside', () => {
    expect(files.length).toBeGreaterThan(0)
    expect(files.flatMap(wrongName)).toEqual([])
  })

  it('are short enough to be read in one go', () => {
    expect(files.flatMap((path) => tooLong(path, readFileSync(join(REPOSITORY, path), 'utf8')))).toEqual([])
  })
})

describe('the file check', () => {
  it.each(['main/http/taskList.ts', 'main/Http/app.ts', 'main/core/task_store.ts', 'renderer/App.tsx'])(
    'catches %s',
    (path) => {
      expect(wrongName(path)).toHaveLength(1)
    },
  )

  it.each([
    'main/utils.ts',
    'main/utils/text.ts',
    'main/core/helpers.ts',
    'tests/support/common.ts',
    'scripts/misc.mjs',
  ])('catches %s as saying nothing', (path) => {
    expect(wrongName(path)).toHaveLength(1)
  })

  it.each(['main/core/tasks/task-store.ts', 'tests/unit/a.test.ts', 'renderer/main.tsx', 'contract/openapi.yaml'])(
    'lets %s pass',
    (path) => {
      expect(wrongName(path)).toEqual([])
    },
  )

  it('counts lines: 250 pass, 251 do not, the preload has 60, and data is not counted', () => {
    const lines = (count: number) => 'x\n'.repeat(count)
    expect(tooLong('main/a.ts', lines(250))).toEqual([])
    expect(tooLong('main/a.ts', lines(251))).toHaveLength(1)
    expect(tooLong('preload/index.ts', lines(61))).toHaveLength(1)
    expect(tooLong('contract/openapi.yaml', lines(2000))).toEqual([])
  })
})
