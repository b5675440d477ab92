import { freshKey, type PublishStage, type SentCall } from './publish-stage.ts'
import { approvedCall, type Shape } from './unapproved-shapes.ts'

/** The tool that only reads, for a key that is taken. */
const READING = { tool: 'time.now', args: {}, side_effect_level: 'read_only' } as const

const TOO_DEEP = 90
const TOO_LARGE = 70_000

/** An approval of exactly this call exists, and what is sent of it is no call that the gate can decide on. */
const mangled = (name: string, mangle: (call: SentCall) => object | string): Shape => ({
  name,
  prepare: async (stage) => {
    const { token, call } = await approvedCall(stage)
    const sent = mangle({ ...call, idempotency_key: freshKey() })
    return { token, call: typeof sent === 'string' ? sent : JSON.stringify(sent) }
  },
})

const without = (call: SentCall, member: keyof SentCall): object =>
  Object.fromEntries(Object.entries(call).filter(([name]) => name !== member))

/** The call is approved, and is sent under a key with which its agent has done something else before. */
const underTheKeyOf = (
  name: string,
  before: (stage: PublishStage, call: SentCall, token: string) => Promise<SentCall>,
): Shape => ({
  name,
  prepare: async (stage) => {
    const { token, call } = await approvedCall(stage)
    const { idempotency_key } = await stage.run(token, await before(stage, call, token))
    return { token, call: { ...call, idempotency_key } }
  },
})

/** Calls to publish that never come as far as the policy: with a key of another call, too large, or not to be read. */
export const MALFORMED_SHAPES: readonly Shape[] = [
  underTheKeyOf('key_of_a_reading', async (_stage, call) => ({ ...call, ...READING, idempotency_key: freshKey() })),
  underTheKeyOf('key_of_another_publishing', async (stage, _call, token) => {
    const other = stage.publish(await stage.newTask(true))
    await stage.approved(token, other)
    return other
  }),
  mangled('larger_than_64_kib', (call) => ({ ...call, args: { ...call.args, body: 'x'.repeat(TOO_LARGE) } })),
  mangled('args_a_list', (call) => ({ ...call, args: [call.args] })),
  mangled('task_id_not_an_id', (call) => ({ ...call, task_id: `../${call.task_id}` })),
  mangled('task_id_a_number', (call) => ({ ...call, task_id: 7 })),
  mangled('no_task_id', (call) => without(call, 'task_id')),
  mangled('no_correlation_id', (call) => without(call, 'correlation_id')),
  mangled('no_key', (call) => without(call, 'idempotency_key')),
  mangled('no_level', (call) => without(call, 'side_effect_level')),
  mangled('no_tool', (call) => without(call, 'tool')),
  mangled('level_that_is_none', (call) => ({ ...call, side_effect_level: 'harmless' })),
  mangled('member_too_many', (call) => ({ ...call, approved: true })),
  mangled('tool_in_a_list', (call) => ({ ...call, tool: [call.tool] })),
  mangled('call_in_a_list', (call) => [call]),
  mangled('half_of_it', (call) => JSON.stringify(call).slice(0, -2)),
  mangled('nested_too_deep', (call) => {
    const deep = '['.repeat(TOO_DEEP) + ']'.repeat(TOO_DEEP)
    return JSON.stringify({ ...call, args: { deep: 0 } }).replace('"deep":0', `"deep":${deep}`)
  }),
]
