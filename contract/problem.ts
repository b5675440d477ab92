import * as z from 'zod'
import { PROBLEMS_OF_AGENTS } from './problems-of-agents.ts'
import { PROBLEMS_OF_REQUESTS } from './problems-of-requests.ts'
import { PROBLEMS_OF_STATE } from './problems-of-state.ts'

/** The closed catalogue of errors. docs/errors.md says the same; a code that was published never disappears. */
export const PROBLEMS = { ...PROBLEMS_OF_REQUESTS, ...PROBLEMS_OF_STATE, ...PROBLEMS_OF_AGENTS }

export type ErrorCode = keyof typeof PROBLEMS
export const ErrorCode = z.enum(Object.keys(PROBLEMS) as [ErrorCode, ...ErrorCode[]]).meta({ id: 'ErrorCode' })

/** Problem details (RFC 9457), with what a program and a person need to go on. */
export const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    error_code: ErrorCode,
    remediation_hint: z.string(),
    correlation_id: z.string(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>
