import type { ZodType } from 'zod'
import { type ErrorCode, PROBLEMS, Problem } from '../problem.ts'

export const json = <S extends ZodType>(schema: S, description: string) => ({
  description,
  content: { 'application/json': { schema } },
})

export const body = <S extends ZodType>(schema: S) => ({
  required: true,
  content: { 'application/json': { schema } },
})

const ANY_ROUTE: readonly ErrorCode[] = [
  'host_not_allowed',
  'origin_not_allowed',
  'validation_failed',
  'audit_unavailable',
  'internal',
]
const SCOPED_ROUTE: readonly ErrorCode[] = [
  'token_missing',
  'token_invalid',
  'token_expired',
  'token_revoked',
  'authentication_rate_limited',
  'scope_insufficient',
]

/** Problem responses of a route, grouped by status, each naming its error codes. */
export function problems(scoped: boolean, ...own: readonly ErrorCode[]) {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of new Set([...ANY_ROUTE, ...(scoped ? SCOPED_ROUTE : []), ...own])) {
    const status = PROBLEMS[code].status
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: `error_code: ${codes.join(' | ')}`,
        content: { 'application/problem+json': { schema: Problem } },
      },
    ]),
  )
}
