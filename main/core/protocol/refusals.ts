import type { AuditEventType } from '../../../contract/audit-event.ts'
import type { ErrorCode } from '../../../contract/problem.ts'
import type { Scope } from '../../../contract/scope.ts'
import type { EventLog } from '../audit/event-log.ts'
import { AppError } from '../kernel/app-error.ts'
import { type Call, SYSTEM } from '../kernel/call.ts'

/** A message of the protocol, or what a person does to it. */
export type Message = 'dispatch' | 'ack' | 'heartbeat' | 'result' | 'verdict' | 'withdraw' | 'unlock' | 'decision'

/** Who may send what. The routes ask for the same; an agent that the console runs speaks through no route. */
const MAY: Readonly<Record<Message, readonly Scope[]>> = {
  dispatch: ['coordinator', 'admin'],
  ack: ['executor', 'admin'],
  heartbeat: ['executor', 'admin'],
  result: ['executor', 'admin'],
  verdict: ['reviewer', 'admin'],
  withdraw: ['coordinator', 'admin'],
  unlock: ['admin'],
  decision: ['admin'],
}

/** What the console itself does, when nobody called. */
const OF_THE_CONSOLE: readonly Message[] = ['dispatch', 'withdraw']

/** Throws AppError `scope_insufficient`. */
export function checkMay(call: Call, taskId: string, message: Message): void {
  const { scopes, task_id, sub, door } = call.actor
  if (sub === SYSTEM.sub && door === SYSTEM.door && OF_THE_CONSOLE.includes(message)) return
  if (scopes.some((scope) => MAY[message].includes(scope)) && (task_id === undefined || task_id === taskId)) return
  const needed = MAY[message].join(' or ')
  throw new AppError('scope_insufficient', `The message ${message} needs scope ${needed} for task ${taskId}.`)
}

/** Refusals that leave a line; what is not there or cannot be written says so in other ways. */
const RECORDED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...(['scope_insufficient', 'validation_failed', 'dispatch_not_current', 'protocol_out_of_order'] as const),
  ...(['fidelity_violation', 'task_locked', 'proof_insufficient', 'criteria_missing', 'result_invalid'] as const),
  ...(['verdict_invalid', 'agent_not_found', 'agent_busy'] as const),
])

/** Whether a refusal is one that leaves a line. */
export const leavesLine = (error: unknown): error is AppError => error instanceof AppError && RECORDED.has(error.code)

const MAX_DETAIL = 2000

export interface Refused {
  readonly task_id: string
  readonly correlation_id: string
  readonly message: Message
  readonly dispatch_id: string | null
}

/** Runs a step; when it is refused, a line says why before the refusal goes on. Throws `audit_unavailable` when it cannot be written. */
export async function recordingRefusals<T>(
  log: EventLog,
  call: Call,
  about: Refused,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!leavesLine(error)) throw error
    const { task_id, correlation_id, message, dispatch_id } = about
    const type: AuditEventType = error.code === 'fidelity_violation' ? error.code : 'protocol_refused'
    const detail = error.message.slice(0, MAX_DETAIL)
    await log.record({
      ...{ type, actor: call.actor, correlation_id, task_id, route: null, status: null },
      data: { message, error_code: error.code, detail, dispatch_id, ...shaExtras(error) },
    })
    throw error
  }
}

/** The two hashes of a violation of fidelity. */
function shaExtras({ extras }: AppError): Record<string, string> {
  return Object.fromEntries(
    Object.entries(extras).flatMap(([name, value]) =>
      name.endsWith('_sha256') && typeof value === 'string' ? [[name, value]] : [],
    ),
  )
}
