import { TaskDetail } from '../../contract/task.ts'
import { freshKey, must, type PublishStage, type SentCall } from './publish-stage.ts'

/** A call that nothing allows, and whose token it is sent with. Text: the very body. */
export interface Unapproved {
  readonly token: string
  readonly call: SentCall | string
}

/** The same before anything is broken about it. */
export interface WholeCall extends Unapproved {
  readonly call: SentCall
}

/** One way in which a call to publish can be without a live approval of exactly itself. `prepare` makes one such call. */
export interface Shape {
  readonly name: string
  prepare(stage: PublishStage): Promise<Unapproved>
}

const AGENT = 'agent'

const withKey = (call: SentCall): SentCall => ({ ...call, idempotency_key: freshKey() })

/** A call on a task of its own that was approved, and the token that may use it. */
export async function approvedCall(stage: PublishStage): Promise<WholeCall & { readonly task: TaskDetail }> {
  const task = await stage.newTask(true)
  const call = stage.publish(task)
  const token = await stage.agent(AGENT)
  await stage.approved(token, call)
  return { token, call, task }
}

/** Decides the task, which makes it another version. */
async function decideTask({ console }: PublishStage, taskId: string, verb: 'approve' | 'reject'): Promise<void> {
  const path = `/api/tasks/${taskId}`
  const { base_sha } = TaskDetail.parse(JSON.parse(must(200, await console.get(path))))
  must(200, await console.post(`${path}/${verb}`, { base_sha }))
}

/** An approval of exactly this call exists, and something about the call is other than what was approved. */
const approvedOtherwise = (name: string, change: (call: SentCall, stage: PublishStage) => unknown): Shape => ({
  name,
  prepare: async (stage) => {
    const { token, call } = await approvedCall(stage)
    return { token, call: withKey({ ...call, ...((await change(call, stage)) as Partial<SentCall>) }) }
  },
})

const otherTask = async (stage: PublishStage): Promise<Partial<SentCall>> => {
  const { task_id, correlation_id } = await stage.newTask(true)
  return { task_id, correlation_id }
}

/** Under the built-in policy. */
export const SHAPES: readonly Shape[] = [
  {
    name: 'task_does_not_allow',
    prepare: async (stage) => {
      const call = stage.publish(await stage.newTask(false))
      return { token: await stage.agent(AGENT), call }
    },
  },
  {
    name: 'task_approved_but_not_allowing',
    prepare: async (stage) => {
      const task = await stage.newTask(false)
      await decideTask(stage, task.task_id, 'approve')
      return { token: await stage.agent(AGENT), call: stage.publish(task) }
    },
  },
  {
    name: 'never_asked',
    prepare: async (stage) => ({
      token: await stage.agent(AGENT),
      call: stage.publish(await stage.newTask(true)),
    }),
  },
  {
    name: 'sent_by_an_admin',
    prepare: async (stage) => ({ token: stage.console.token, call: stage.publish(await stage.newTask(true)) }),
  },
  {
    name: 'pending',
    prepare: async (stage) => {
      const call = stage.publish(await stage.newTask(true))
      const token = await stage.agent(AGENT)
      await stage.ask(token, call)
      return { token, call: withKey(call) }
    },
  },
  {
    name: 'denied',
    prepare: async (stage) => {
      const call = stage.publish(await stage.newTask(true))
      const token = await stage.agent(AGENT)
      await stage.deny(await stage.ask(token, call), 'Not before the release.')
      return { token, call: withKey(call) }
    },
  },
  {
    name: 'consumed',
    prepare: async (stage) => {
      const { token, call } = await approvedCall(stage)
      await stage.run(token, call)
      return { token, call: withKey(call) }
    },
  },
  approvedOtherwise('other_arguments', ({ args }) => ({ args: { ...args, title: 'Other notes' } })),
  approvedOtherwise('argument_too_many', ({ args }) => ({ args: { ...args, extra: true } })),
  approvedOtherwise('other_task', (_call, stage) => otherTask(stage)),
  approvedOtherwise('unknown_task', () => ({ task_id: 'no-such-task' })),
  approvedOtherwise('wrong_correlation', () => ({ correlation_id: 'somebody-elses' })),
  approvedOtherwise('declared_read_only', () => ({ side_effect_level: 'read_only' })),
  approvedOtherwise('declared_local_write', () => ({ side_effect_level: 'local_write' })),
  approvedOtherwise('declared_external_notify', () => ({ side_effect_level: 'external_notify' })),
  approvedOtherwise('other_tool_as_publishing', () => ({ tool: 'time.now', args: {} })),
  {
    name: 'voided_by_other_arguments',
    prepare: async (stage) => {
      const { token, call, task } = await approvedCall(stage)
      await stage.ask(token, stage.publish(task))
      return { token, call: withKey(call) }
    },
  },
  {
    name: 'other_agent',
    prepare: async (stage) => {
      const { call } = await approvedCall(stage)
      return { token: await stage.agent('agent-other'), call: withKey(call) }
    },
  },
  {
    name: 'task_changed',
    prepare: async (stage) => {
      const { token, call, task } = await approvedCall(stage)
      await decideTask(stage, task.task_id, 'approve')
      return { token, call: withKey(call) }
    },
  },
  {
    name: 'task_rejected',
    prepare: async (stage) => {
      const { token, call, task } = await approvedCall(stage)
      await decideTask(stage, task.task_id, 'reject')
      return { token, call: withKey(call) }
    },
  },
]

/** Approved, and left so: for shapes in which something else happens to many approvals at once. */
export const APPROVED: Shape = { name: 'approved', prepare: approvedCall }
