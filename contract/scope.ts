import * as z from 'zod'

/** What a token may do. `admin` decides and may do all that the others may; `observer` reads; `tool_runner` runs tools. */
export const Scope = z.enum(['admin', 'observer', 'tool_runner']).meta({ id: 'Scope' })
export type Scope = z.infer<typeof Scope>

/** Way by which a request came in. */
export const Door = z
  .enum(['http', 'console', 'desktop', 'cli', 'webhook', 'telegram', 'files', 'system'])
  .meta({ id: 'Door' })
export type Door = z.infer<typeof Door>

/** Who did it, with what authority, through which door. */
export const Actor = z
  .strictObject({ sub: z.string().min(1).max(200), scopes: z.array(Scope), door: Door })
  .meta({ id: 'Actor' })
export type Actor = z.infer<typeof Actor>

/** Scopes that open a route which asks for the key. */
export const SCOPES_THAT_SATISFY: Readonly<Record<Scope, readonly Scope[]>> = {
  admin: ['admin'],
  observer: ['observer', 'tool_runner', 'admin'],
  tool_runner: ['tool_runner', 'admin'],
}
