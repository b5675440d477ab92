import * as z from 'zod'
import { AppError } from '../core/kernel/app-error.ts'
import { NOTHING } from './desktop-reply.ts'
import type { DoorGate } from './door-gate.ts'
import { inertAddress } from './inert-address.ts'
import { VIOLATION_CHANNEL } from './ipc-channels.ts'
import type { RefusedAttempts } from './refused-attempts.ts'

/** `rule`: the directive of the policy, or what was dropped. `blocked`: an address, or a word in its place. */
const Report = z.tuple([
  z.enum(['policy', 'drop']),
  z.string().regex(/^[a-zA-Z0-9+./ -]{1,100}$/),
  z.string().max(2000),
])

/**
 * Takes what the browser refused the page before anything reached this process: the console's policy stops it, and the preload script
 * tells. A page that was taken over can keep quiet about itself, or lie; what it tries beyond the policy meets the other guards.
 */
export function answerViolationReports(gate: DoorGate, attempts: Pick<RefusedAttempts, 'note'>): void {
  gate.answer(VIOLATION_CHANNEL, async (args) => {
    const report = Report.safeParse(args)
    if (!report.success) throw new AppError('validation_failed', 'The report is not valid.')
    const [attempt, rule, blocked] = report.data
    attempts.note(attempt, blocked === '' ? rule : `${rule} ${inertAddress(blocked)}`)
    return NOTHING
  })
}
