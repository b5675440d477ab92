import type { JsonObject } from '../../../../contract/json-object.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { IdSource } from '../../kernel/ids.ts'
import { ToolError } from '../tool.ts'

export type ArmAction = 'record.stop' | 'stream.start' | 'stream.stop'

/** As long as a person may take to approve the call that fires. In milliseconds. */
const ARM_MS: Readonly<Record<ArmAction, number>> = {
  'record.stop': 10 * 60_000,
  'stream.start': 30 * 60_000,
  'stream.stop': 30 * 60_000,
}

/** Bound to what was there when it was made. */
export interface Arm {
  readonly arm_id: string
  readonly action: ArmAction
  readonly task_id: string
  /** Equal to that of now as long as nothing changed. */
  readonly bound_to: string
  readonly seen: JsonObject
  readonly expires_ms: number
}

/** Arms that were not fired yet. They are in memory alone: whatever happened while the console was away, none outlives it. */
export interface ArmBook {
  make(arm: Omit<Arm, 'arm_id' | 'expires_ms'>): Arm
  /** Uses it up, whatever comes of it. Throws ToolError `obs_arm_unknown`, `obs_arm_expired`. */
  take(armId: string, action: ArmAction, taskId: string): Arm
}

const MOST = 1000

export function createArmBook({ clock, ids }: { clock: Clock; ids: IdSource }): ArmBook {
  const arms = new Map<string, Arm>()
  return {
    make: (wanted) => {
      const arm = { ...wanted, arm_id: `arm-${ids.hex(12)}`, expires_ms: clock.now() + ARM_MS[wanted.action] }
      arms.set(arm.arm_id, arm)
      const [oldest] = arms.keys()
      if (arms.size > MOST && oldest !== undefined) arms.delete(oldest)
      return arm
    },
    take: (armId, action, taskId) => {
      const arm = arms.get(armId)
      if (arm === undefined || arm.action !== action || arm.task_id !== taskId) throw unknown(armId, action)
      arms.delete(armId)
      if (clock.now() >= arm.expires_ms) throw expired()
      return arm
    },
  }
}

const AGAIN = 'Arm it anew with obs.arm, for the same task, and fire what that answers.'

const unknown = (armId: string, action: ArmAction): ToolError =>
  new ToolError(
    'obs_arm_unknown',
    `${armId} is not armed for ${action} of this task: used, of another task, or made before the console restarted.`,
    AGAIN,
  )

const expired = (): ToolError => new ToolError('obs_arm_expired', 'The arm was not fired in time.', AGAIN)

export const armStale = (what: string): ToolError =>
  new ToolError(
    'obs_arm_stale',
    `What was seen when it was armed is not there any more: ${what}.`,
    `Nothing was done. ${AGAIN}`,
  )
