import * as z from 'zod'

/** File name of a task without `.json`: lower case, so that two ids never meet on a case-blind disk. */
export const TaskId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'a task id is 1 to 64 of a-z, 0-9, - and _, and begins with a letter or digit')
  .brand<'TaskId'>()
  .meta({ id: 'TaskId', example: 'a1b2c3d4e5f6' })
export type TaskId = z.infer<typeof TaskId>

/** Made once, at the first door, and carried unchanged through task, tool call, audit line and evidence. */
export const CorrelationId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/, 'a correlation id is 1 to 128 of A-Z, a-z, 0-9, and _.:-')
  .brand<'CorrelationId'>()
  .meta({ id: 'CorrelationId', example: 'a1b2c3d4e5f6' })
export type CorrelationId = z.infer<typeof CorrelationId>

/** SHA-256 as 64 lower-case hex digits (FIPS 180-4). */
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a sha256 is 64 lower-case hex digits')
  .brand<'Sha256'>()
  .meta({ id: 'Sha256', example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' })
export type Sha256 = z.infer<typeof Sha256>

/** Instant in UTC with milliseconds or finer (RFC 3339). */
export const Timestamp = z.iso.datetime({ offset: true }).meta({ id: 'Timestamp', example: '2026-01-31T09:30:00.000Z' })
export type Timestamp = z.infer<typeof Timestamp>
