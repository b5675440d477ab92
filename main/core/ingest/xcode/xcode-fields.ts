import * as z from 'zod'
import { Timestamp } from '../../../../contract/ids.ts'

/** A text of at most `max` characters, cut; anything else, or nothing, is null. */
export const field = (max: number) =>
  z
    .string()
    .transform((text) => text.slice(0, max) || null)
    .nullish()
    .catch(null)
    .transform((text) => text ?? null)

export const count = z
  .int()
  .min(0)
  .nullish()
  .catch(null)
  .transform((number) => number ?? null)

/** In UTC with milliseconds, so that instants can be compared as text; Xcode Cloud writes offsets and nanoseconds. */
export const instant = Timestamp.transform((text) => new Date(text).toISOString())
  .nullish()
  .catch(null)
  .transform((text) => text ?? null)

/** An address that a browser can open; never `javascript:`. */
export const link = z
  .string()
  .max(2000)
  .regex(/^https?:\/\/[^\s]+$/i)
  .nullish()
  .catch(null)
  .transform((text) => text ?? null)

/** A member that is an object with these members, or as if it were empty. */
export const part = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess(
    (value) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}),
    z.object(shape),
  )

/** `owner/name`; null unless both are there. */
export function repositoryOf(owner: string | null, name: string | null): string | null {
  return owner === null || name === null ? null : `${owner}/${name}`
}
