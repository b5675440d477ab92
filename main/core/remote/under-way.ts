import { ProtocolRound } from '../../../contract/protocol-view.ts'
import type { Task } from '../../../contract/task.ts'

/** Whether agents are at work on a task: its last round has neither a verdict nor an end. Rounds of other programs say nothing. */
export function isUnderWay({ verdict, rounds }: Task): boolean {
  const last = rounds.at(-1)
  if (verdict !== null || last === undefined || last.verdict !== null || last.ended !== null) return false
  return ProtocolRound.safeParse(last).success
}
