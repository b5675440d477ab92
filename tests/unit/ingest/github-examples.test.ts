import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Task } from '../../../contract/task.ts'
import { mapGithub } from '../../../main/core/ingest/github/github-mapping.ts'
import { delivered, openedPull } from '../../support/github-stand-in/github-events.ts'

interface Example {
  readonly name: string
  readonly examples: readonly object[]
}

const folder = dirname(createRequire(import.meta.url).resolve('@octokit/webhooks-examples/package.json'))
const VERSIONS = ['api.github.com', 'ghes-31', 'ghes-32', 'ghes-33', 'ghes-34', 'ghes-35']

describe.each(VERSIONS)('the payloads that %s sends', (version) => {
  const events = JSON.parse(readFileSync(join(folder, version, 'index.json'), 'utf8')) as Example[]

  it('are all understood or recorded; every task that they make or change is a valid one', () => {
    const outcomes = new Set<string>()
    const held = openedPull()
    for (const { name, examples } of events)
      for (const payload of examples) {
        const { work, about } = mapGithub(() => [held.task_id])(delivered(name, payload))
        expect(about.length).toBeLessThanOrEqual(50)
        for (const key of about) expect(key).toBe(key.toLowerCase())
        outcomes.add(work.kind)
        for (const { upsert, seek } of work.kind === 'tasks' ? work.intents : [])
          for (const current of [null, held]) {
            const answer = upsert(current, [])
            outcomes.add(answer === null ? 'nothing' : 'task' in answer ? answer.change : 'stale')
            if (answer === null || !('task' in answer)) continue
            Task.parse(answer.task)
            expect(seek(answer.task).length).toBeGreaterThan(0)
          }
      }
    expect(events.length).toBeGreaterThan(40)
    expect([...outcomes]).toEqual(
      expect.arrayContaining(['ping', 'recorded', 'tasks', 'task_created', 'stale', 'nothing']),
    )
  })

  it('of checks, issues and pull requests all say what they are about and when it happened', () => {
    for (const { name, examples } of events)
      if (['issues', 'pull_request', 'check_run', 'check_suite', 'workflow_run', 'status'].includes(name))
        for (const payload of examples) {
          const { about, event_at } = mapGithub(() => [])(delivered(name, payload))
          expect([name, about.length]).not.toEqual([name, 0])
          expect([name, event_at]).not.toEqual([name, null])
        }
  })
})
