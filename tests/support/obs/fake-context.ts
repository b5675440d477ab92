import type { Task } from '../../../contract/task.ts'
import type { ToolContext } from '../../../main/core/tools/tool.ts'

/** What a tool is handed for a call of the task t1. */
export function fakeContext(signal: AbortSignal = new AbortController().signal): ToolContext {
  return {
    ...{ call_id: 'call-1', correlation_id: 'c1', signal, task: { task_id: 't1', correlation_id: 'c1' } as Task },
    workFolder: async () => '/calls',
    copyOf: () => Promise.reject(new Error('it takes no copy')),
    artifact: async () => {
      throw new Error('no tool of OBS asks for an artifact')
    },
    progress: () => undefined,
  }
}
