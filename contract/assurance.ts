import * as z from 'zod'

/**
 * How far the console can know that a delivery comes from whom it says: `signed` – a MAC over its bytes was verified; `token` – the
 * sender showed a secret that does not cover the bytes; `none` – nothing was proven.
 */
export const Assurance = z.enum(['signed', 'token', 'none']).meta({ id: 'Assurance' })
export type Assurance = z.infer<typeof Assurance>

/** The ways in from outside that deliver events. */
export const IngressSource = z.enum(['github', 'xcode', 'telegram']).meta({ id: 'IngressSource' })
export type IngressSource = z.infer<typeof IngressSource>
