import type { Actor } from '../../../contract/scope.ts'

/** Who calls, and the correlation id made at the first door. Carried unchanged to every line and effect of the call. */
export interface Call {
  readonly actor: Actor
  readonly correlation_id: string
}

/** The console itself, when nobody called. */
export const SYSTEM: Actor = { sub: 'countersign', scopes: [], door: 'system' }
