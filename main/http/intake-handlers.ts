import type { Intake } from '../core/ingest/intake.ts'
import type { Handlers } from './handler.ts'
import { jsonReply } from './reply.ts'

export function createIntakeHandlers(intake: Pick<Intake, 'set'>): Pick<Handlers, 'setIntake'> {
  return { setIntake: async ({ call, body }) => jsonReply(200, await intake.set(call, body)) }
}
