import { setTimeout as pause } from 'node:timers/promises'
import type { JsonObject } from '../../contract/json-object.ts'
import { TaskDetail } from '../../contract/task.ts'
import { type SideEffectLevel, ToolRun } from '../../contract/tool.ts'
import type { ConsoleUnderTest } from '../verify/console-under-test.ts'
import { freshKey, must, newToken } from '../verify/publish-stage.ts'

export interface SoakCalls {
  capture(): Promise<void>
  record(ms: number): Promise<void>
  words(): string
  /** How many pictures and recordings were done. */
  done(): { readonly pictures: number; readonly recordings: number }
  failures(): readonly string[]
}

/** A task stays small: after this many calls the next one has a task of its own. */
const CALLS_OF_A_TASK = 50

/** Calls of an agent, one after the other; what failed is kept and the soak goes on. */
export async function createSoakCalls(console: ConsoleUnderTest): Promise<SoakCalls> {
  const token = await newToken(console, { scope: 'tool_runner', sub: 'soak' })
  const failed: string[] = []
  let [pictures, recordings, sent] = [0, 0, 0]
  let task = newTask()

  async function newTask(): Promise<TaskDetail> {
    return TaskDetail.parse(JSON.parse(must(201, await console.post('/api/tasks', { request_text: 'Soak' }))))
  }

  function taskOfNow(): Promise<TaskDetail> {
    sent += 1
    if (sent % CALLS_OF_A_TASK === 0) task = newTask()
    return task
  }

  async function run(
    { task_id, correlation_id }: TaskDetail,
    tool: string,
    side_effect_level: SideEffectLevel,
    args: JsonObject,
  ): Promise<ToolRun | null> {
    const call = { tool, args, side_effect_level, task_id, correlation_id, idempotency_key: freshKey() }
    const answer = await console.call('POST', '/api/tools/execute', token, call)
    const done = answer.status === 200 ? ToolRun.parse(JSON.parse(answer.text)) : null
    if (done?.state === 'done') return done
    failed.push(`${tool}: ${answer.status} ${done?.failure?.error_code ?? answer.text.slice(0, 200)}`)
    return null
  }

  return {
    capture: async () => {
      if ((await run(await taskOfNow(), 'screen.capture', 'read_only', { target: { kind: 'all' } })) !== null)
        pictures += 1
    },
    record: async (ms) => {
      const own = await taskOfNow()
      if ((await run(own, 'obs.record.start', 'local_write', {})) === null) return
      await pause(ms)
      const armed = await run(own, 'obs.arm', 'read_only', { action: 'record.stop' })
      const arm_id = String(armed?.result?.['arm_id'])
      if (armed !== null && (await run(own, 'obs.record.stop', 'local_write', { arm_id })) !== null) recordings += 1
    },
    words: () => `${pictures} pictures, ${recordings} recordings, ${failed.length} failed`,
    done: () => ({ pictures, recordings }),
    failures: () => failed,
  }
}
