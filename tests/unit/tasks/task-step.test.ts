import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { TaskId } from '../../../contract/ids.ts'
import { Task } from '../../../contract/task.ts'
import { createCore, OPERATOR } from '../../support/core-parts.ts'
import { codeOf } from '../../support/protocol-world.ts'

const ID = 'a1b2c3' as TaskId
const INPUT = {
  ...{ task_id: ID, source: 'api' as const, request_text: 'Fix it', acceptance_criteria: [], declared_scope: [] },
  allow_external_publish: false,
}

async function created() {
  const core = await createCore()
  await core.tasks.create(OPERATOR, INPUT)
  return { ...core, file: join(core.folder, `${ID}.json`) }
}

it('a step that another program was faster than is made anew of what that program wrote', async () => {
  const { tasks, file, log } = await created()
  let asked = 0
  const entry = await tasks.step(OPERATOR, ID, null, async ({ task }) => {
    asked += 1
    if (asked === 1) {
      const other = Task.parse(JSON.parse(await readFile(file, 'utf8')))
      await writeFile(file, JSON.stringify({ ...other, title: 'Written meanwhile' }))
    }
    return { task: { ...task, declared_scope: ['src/'] }, change: 'task_updated', notes: { step: asked } }
  })
  expect([asked, entry.task?.title, entry.task?.declared_scope]).toEqual([2, 'Written meanwhile', ['src/']])
  expect(log.types()).toContain('ssot_external_change')
  const outcomes = log.events.filter(({ type }) => type === 'task_updated')
  expect(outcomes.map(({ data }) => data['step'])).toEqual([2])
})

it('a step that was built on what somebody saw is refused when it is another task by now, with a line', async () => {
  const { tasks, log } = await created()
  const make = () => {
    throw new Error('nobody is asked')
  }
  expect(await codeOf(tasks.step(OPERATOR, ID, { base_sha: null }, make))).toBe('precondition_required')
  const stale = 'a'.repeat(64) as never
  expect(await codeOf(tasks.step(OPERATOR, ID, { base_sha: stale }, make))).toBe('write_conflict')
  expect(log.events.filter(({ type }) => type === 'write_conflict').map(({ data }) => data['given_sha'])).toEqual([
    ...[null, stale],
  ])
})

it('a step that would make the file too large to be read again is not written', async () => {
  const { tasks, file } = await created()
  const before = await readFile(file)
  const declared_scope = Array.from({ length: 5 }, () => 'x'.repeat(1_000_000))
  const step = tasks.step(OPERATOR, ID, null, ({ task }) => ({
    ...{ task: { ...task, declared_scope }, change: 'task_updated', notes: {} },
  }))
  expect(await codeOf(step)).toBe('storage_failed')
  expect(await readFile(file)).toEqual(before)
})
