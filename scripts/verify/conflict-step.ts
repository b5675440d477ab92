import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../../contract/problem.ts'
import { type Task, TaskDetail } from '../../contract/task.ts'
import type { ConsoleUnderTest, TimedAnswer } from './console-under-test.ts'
import type { PhaseContext } from './phase.ts'
import { must } from './publish-stage.ts'
import { replaceFile } from './replace-file.ts'
import { createSampleTask, SAMPLE_TASK_FILE, SAMPLE_TASK_ID } from './sample-task.ts'
import { until } from './until.ts'

export interface ConflictResult {
  /** Writes that were refused because the task had changed, or because they did not say what they were based on. */
  readonly conflicts: number
  readonly wrong: readonly string[]
}

const PATH = `/api/tasks/${SAMPLE_TASK_ID}`
const PATIENCE_MS = 10_000

/**
 * Two people decide the same version at the same time, `rounds` times: one is carried out, the other is told the current sha and what to
 * do, and so is whoever comes with a sha of before. A write without one is refused. The task never goes back to an earlier version.
 */
export async function reproduceConflicts(
  context: PhaseContext,
  console: ConsoleUnderTest,
  rounds: number,
): Promise<ConflictResult> {
  const wrong: string[] = []
  let conflicts = 0
  const stored = (): Task => JSON.parse(readFileSync(join(context.dataRoot, SAMPLE_TASK_FILE), 'utf8')) as Task
  const read = async (): Promise<TaskDetail> => TaskDetail.parse(JSON.parse(must(200, await console.get(PATH))))
  const decide = (verb: string, base_sha: string): Promise<TimedAnswer> =>
    console.post(`${PATH}/${verb}`, { base_sha, comment: `${verb} of ${base_sha.slice(0, 6)}` })

  async function refused(answer: TimedAnswer): Promise<void> {
    const { error_code, base_sha: told, hint } = Problem.parse(JSON.parse(answer.text))
    const { base_sha } = await read()
    if (answer.status !== 409 || error_code !== 'write_conflict')
      wrong.push(`a stale write was answered ${answer.text}`)
    else if (told !== base_sha) wrong.push(`a conflict names ${String(told)} as the current base_sha, not ${base_sha}`)
    else if (typeof hint !== 'string' || hint === '') wrong.push('a conflict does not say how to go on')
    else conflicts++
  }

  let first = (await createSampleTask(console)).base_sha
  for (let n = 0; n < rounds; n++) {
    const before = await read()
    const answers = await Promise.all([decide('approve', before.base_sha), decide('reject', before.base_sha)])
    const [won] = answers.filter(({ status }) => status === 200)
    const [lost] = answers.filter(({ status }) => status !== 200)
    if (won === undefined || lost === undefined) {
      wrong.push(`two decisions at once were answered ${answers.map(({ status }) => status).join(' and ')}`)
      continue
    }
    await refused(lost)
    await refused(await decide('approve', first))
    first = before.base_sha
    const winner = TaskDetail.parse(JSON.parse(won.text))
    const { version, verdict } = stored()
    if (version !== before.version + 1 || verdict?.decision !== winner.verdict?.decision)
      wrong.push(`version ${before.version} became ${version}, ${String(verdict?.decision)}, in its file`)
  }

  const { base_sha } = await read()
  const edited = { ...stored(), title: 'Edited by another program' }
  replaceFile(context, SAMPLE_TASK_FILE, JSON.stringify(edited))
  if (!(await until(PATIENCE_MS, async () => (await read()).base_sha !== base_sha))) wrong.push('an edit was not seen')
  await refused(await decide('approve', base_sha))
  if (stored().title !== edited.title) wrong.push('a stale write undid what another program wrote')
  const missing = await console.post(`${PATH}/approve`, {})
  if (missing.status === 428) conflicts++
  else wrong.push(`a write without base_sha was answered ${missing.status}`)
  return { conflicts, wrong }
}
