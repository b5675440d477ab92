import type { Actor } from '../../../contract/scope.ts'

/** Who writes the lines that the log writes about itself. */
export const SYSTEM_ACTOR: Actor = { sub: 'countersign', scopes: [], door: 'system' }

/** Correlation id of those lines. */
export const SYSTEM_CORRELATION_ID = 'audit-log'
