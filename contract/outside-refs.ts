import * as z from 'zod'
import { Timestamp } from './ids.ts'

export const CiState = z.enum(['queued', 'running', 'passed', 'failed', 'cancelled', 'unknown'])
export type CiState = z.infer<typeof CiState>

/** Latest word of one check about one commit. `key` tells checks apart that bear the same name. */
export const CiCheck = z
  .strictObject({
    key: z.string().min(1).max(400),
    state: CiState,
    name: z.string().max(300),
    commit: z.string().max(64).nullable(),
    url: z.string().max(2000).nullable(),
    updated_at: Timestamp,
  })
  .meta({ id: 'CiCheck' })
export type CiCheck = z.infer<typeof CiCheck>

/** What continuous integration says of the task's commit: the worst of its checks, which it names. */
export const CiStatus = z
  .strictObject({
    state: CiState,
    name: z.string().max(300),
    commit: z.string().max(64).nullable().default(null),
    url: z.string().max(2000).nullable().default(null),
    updated_at: Timestamp,
    checks: z.array(CiCheck).max(200).default([]),
  })
  .meta({ id: 'CiStatus' })
export type CiStatus = z.infer<typeof CiStatus>

/** The thing outside that the task mirrors. */
export const ExternalRef = z
  .strictObject({
    kind: z.enum(['github_issue', 'github_pull_request', 'xcode_build']),
    repository: z.string().min(1).max(300),
    number: z.int().positive(),
    url: z.string().max(2000).nullable().default(null),
    state: z.string().max(40).nullable().default(null),
    head_commit: z.string().max(64).nullable().default(null),
    updated_at: Timestamp.nullable().default(null),
    order_key: z
      .string()
      .max(100)
      .nullable()
      .default(null)
      .meta({ description: 'of two deliveries with the same updated_at the one with the greater text counts' }),
    received_at: Timestamp.nullable()
      .default(null)
      .meta({ description: 'in older files, in place of order_key: when the delivery that says this was received' }),
  })
  .meta({ id: 'ExternalRef' })
export type ExternalRef = z.infer<typeof ExternalRef>

/** A build as Xcode reported it, in Apple's own words. */
export const Build = z
  .strictObject({
    build_id: z.string().max(100).nullable(),
    workflow: z.string().max(300).nullable(),
    product: z.string().max(300).nullable(),
    build_number: z.int().min(0).nullable(),
    progress: z.string().max(40).nullable().meta({ example: 'COMPLETE' }),
    completion_status: z.string().max(40).nullable().meta({ example: 'SUCCEEDED' }),
    commit: z.string().max(64).nullable(),
    branch: z.string().max(300).nullable(),
    updated_at: Timestamp.nullable(),
  })
  .meta({ id: 'Build' })
export type Build = z.infer<typeof Build>
