import { TaskDetail } from '../../contract/task.ts'
import type { ConsoleUnderTest } from './console-under-test.ts'

export const SAMPLE_TASK_ID = 'sample-task'
export const SAMPLE_TASK_FILE = `ssot/${SAMPLE_TASK_ID}.json`

/** Creates the sample task that a phase works on. Throws when the console does not. */
export async function createSampleTask(console: ConsoleUnderTest): Promise<TaskDetail> {
  const answer = await console.post('/api/tasks', {
    task_id: SAMPLE_TASK_ID,
    title: 'Publish the release notes of 2.4',
    request_text:
      'Write the release notes of 2.4 from the merged pull requests and show them to me before anything is published.',
    acceptance_criteria: [
      { criterion_id: 'c1', text: 'Every merged pull request since 2.3 is named once.' },
      { criterion_id: 'c2', text: 'Nothing is published.' },
    ],
    declared_scope: ['docs/releases/2.4.md'],
  })
  if (answer.status !== 201) throw new Error(`POST /api/tasks was answered ${answer.status}: ${answer.text}`)
  return TaskDetail.parse(JSON.parse(answer.text))
}
