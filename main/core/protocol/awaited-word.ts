import type { AgentRole } from '../../../contract/agent.ts'
import type { Task } from '../../../contract/task.ts'
import { awaitedIn, isOpenPhase, phaseOf } from './phase.ts'
import { readProtocol } from './protocol-reading.ts'

/** Whose word an open round waits for; `console`: that it looks at the result. */
export type Awaited = AgentRole | 'console'

/** Whom the round of this dispatch waits for at this moment; null: for nobody, it is over, or it is not the last one any more. */
export function awaitedOf(task: Task | null, dispatchId: string): Awaited | null {
  if (task === null) return null
  const reading = readProtocol(task)
  if (reading.last?.round.dispatch.dispatch_id !== dispatchId) return null
  const phase = phaseOf(reading, task.verdict, Number.POSITIVE_INFINITY)
  return isOpenPhase(phase) ? (awaitedIn(phase) ?? 'console') : null
}
