import * as z from 'zod'

/** Name that the operator gives to an agent in the settings. */
export const AgentName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,31}$/, 'an agent name is 1 to 32 of a-z, 0-9, - and _, and begins with a letter')
  .meta({ id: 'AgentName', example: 'codex' })
export type AgentName = z.infer<typeof AgentName>
