import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hiddenBeside } from '../../../main/adapters/agents/turns/hidden-beside.ts'
import { temporaryFolder } from '../../support/data-root.ts'

describe("what an agent may not see of the console's folder", () => {
  it('is all but its own folders, and as few names as will do', async () => {
    const root = await temporaryFolder()
    const [tree, state] = [join(root, 'audit/work/tasks/a/tree'), join(root, 'audit/work/runs/r1/state')]
    for (const path of [
      tree,
      state,
      'secrets',
      'audit/work/tasks/b/tree',
      'audit/work/tasks/a/base',
      'audit/work/runs/r2',
    ])
      await mkdir(path.startsWith('/') ? path : join(root, path), { recursive: true })
    for (const name of ['config.json', 'audit/log', 'audit/work/runs/r1/log']) await writeFile(join(root, name), '')
    const hidden = async (writable: boolean): Promise<string[]> => {
      const kept = [
        { path: tree, writable },
        { path: state, writable: false },
      ]
      return (await hiddenBeside(root, kept)).map((path) => path.slice(root.length + 1)).sort()
    }
    const always = ['audit/log', 'audit/work/runs/r1/log', 'audit/work/runs/r2', 'config.json', 'secrets']
    // What can be written is mounted anew: the folder of all tasks can be hidden in one.
    expect(await hidden(true)).toEqual([...always, 'audit/work/tasks'].sort())
    expect(await hidden(false)).toEqual([...always, 'audit/work/tasks/a/base', 'audit/work/tasks/b'].sort())
  })

  it('is nothing where there is nothing, and all of it when the agent works elsewhere', async () => {
    const root = await temporaryFolder()
    await mkdir(join(root, 'secrets'))
    expect(await hiddenBeside(root, [{ path: '/elsewhere', writable: true }])).toEqual([join(root, 'secrets')])
    expect(await hiddenBeside(join(root, 'missing'), [])).toEqual([])
  })
})
