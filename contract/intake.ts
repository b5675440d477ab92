import * as z from 'zod'
import { Timestamp } from './ids.ts'

/**
 * Whether requests from outside are taken up. While paused, what arrives is kept and waits; nothing is lost and nothing is started.
 * `held` counts the deliveries that wait here; what a source keeps for us (Telegram: 24 hours) is not counted.
 */
export const IntakeState = z
  .strictObject({
    paused: z.boolean(),
    since: Timestamp.nullable().meta({ description: 'of the pause; null when it is not paused' }),
    by: z.string().nullable().meta({ description: 'sub of who paused it' }),
    reason: z.string().nullable(),
    held: z.int().min(0),
  })
  .meta({ id: 'IntakeState' })
export type IntakeState = z.infer<typeof IntakeState>

export const SetIntake = z
  .strictObject({ paused: z.boolean(), reason: z.string().trim().max(500).optional() })
  .meta({ id: 'SetIntake' })
export type SetIntake = z.infer<typeof SetIntake>
