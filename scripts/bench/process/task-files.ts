import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Task } from '../../../contract/task.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { encodeTask } from '../../../main/core/tasks/task-file.ts'

const FIRST_MS = Date.UTC(2026, 0, 1)
const REQUEST =
  'The nightly build fails on the second step since the change of the cache key. Find out why, propose the smallest change, and say how it was checked. '

export const benchTaskId = (n: number): string => `bench-${n.toString(36).padStart(6, '0')}`

/** Bytes of task `n`: about 1.1 kB, all alike but for names and instants. */
export function benchTaskBytes(n: number): string {
  const instant = new Date(FIRST_MS + n * 1000).toISOString()
  return encodeTask(
    Task.parse({
      task_id: benchTaskId(n),
      source: n % 3 === 0 ? 'github' : 'api',
      request_text: REQUEST.repeat(3),
      title: `Build ${n} fails on the second step`,
      created_at: instant,
      updated_at: instant,
      correlation_id: `bench-correlation-${n}`,
      acceptance_criteria: [
        { criterion_id: 'c1', text: 'The build is green on the main branch.' },
        { criterion_id: 'c2', text: 'A test fails without the change.' },
      ],
    }),
  )
}

/** The base_sha of task `n` as long as nobody has written it. */
export const benchTaskSha = (n: number): string => sha256(benchTaskBytes(n))

/** Fills `dataRoot`/ssot with tasks `from` to `to` (exclusive) and returns the folder. */
export function writeTaskFiles(dataRoot: string, from: number, to: number): string {
  const folder = join(dataRoot, 'ssot')
  mkdirSync(folder, { recursive: true })
  for (let n = from; n < to; n++) writeFileSync(join(folder, `${benchTaskId(n)}.json`), benchTaskBytes(n))
  return folder
}
