import * as z from 'zod'
import { TaskId } from './ids.ts'

/**
 * What a token may do anywhere. `admin` decides and may do all that the others may; `observer` reads; `tool_runner` runs tools;
 * `coordinator` makes tasks and gives them to agents, and can neither decide nor unlock.
 */
export const GeneralScope = z.enum(['admin', 'observer', 'tool_runner', 'coordinator'])
export type GeneralScope = z.infer<typeof GeneralScope>

/** What a token may do for one task only: `executor` works on it, `reviewer` judges it. Neither sees any other task. */
export const BoundScope = z.enum(['executor', 'reviewer'])
export type BoundScope = z.infer<typeof BoundScope>

/** Every scope that a token can have; a token has one. */
export const Scope = z.enum([...GeneralScope.options, ...BoundScope.options]).meta({ id: 'Scope' })
export type Scope = z.infer<typeof Scope>

export const isBoundScope = (scope: Scope): scope is BoundScope => BoundScope.safeParse(scope).success

/** Way by which a request came in. */
export const Door = z
  .enum(['http', 'console', 'desktop', 'cli', 'webhook', 'telegram', 'files', 'agent', 'system'])
  .meta({ id: 'Door' })
export type Door = z.infer<typeof Door>

/** Who did it, with what authority, through which door. */
export const Actor = z
  .strictObject({
    sub: z.string().min(1).max(200),
    scopes: z.array(Scope),
    door: Door,
    task_id: TaskId.optional().meta({
      description: 'the one task that the authority is bound to; absent when it is not',
    }),
  })
  .meta({ id: 'Actor' })
export type Actor = z.infer<typeof Actor>

/** Scopes that open a route which asks for the key. */
export const SCOPES_THAT_SATISFY: Readonly<Record<GeneralScope, readonly GeneralScope[]>> = {
  admin: ['admin'],
  observer: ['observer', 'tool_runner', 'coordinator', 'admin'],
  tool_runner: ['tool_runner', 'admin'],
  coordinator: ['coordinator', 'admin'],
}
