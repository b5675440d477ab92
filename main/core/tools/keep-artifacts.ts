import type { EvidenceRef } from '../../../contract/evidence.ts'
import type { ToolFailure } from '../../../contract/tool.ts'
import type { ArtifactDraft, EvidenceStore } from '../evidence/evidence-store.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import { failureOf } from './failure-of.ts'
import { evidenceLost } from './run-failures.ts'

export interface KeepingParts {
  readonly evidence: Pick<EvidenceStore, 'keep'>
  readonly clock: Clock
  readonly logger: Logger
}

/** Whose package it is. `isTakenUp`: an earlier process began the call. */
export interface OwnPackage {
  readonly call_id: string
  readonly task_id: string
  readonly correlation_id: string
  readonly isTakenUp: boolean
}

/** Makes the package of a call out of what it leaves. Never throws: what cannot be kept is told as a failure. */
export async function keepArtifacts(
  { evidence, clock, logger }: KeepingParts,
  { call_id, task_id, correlation_id, isTakenUp }: OwnPackage,
  artifacts: readonly ArtifactDraft[],
): Promise<{ evidence: EvidenceRef[]; failure: ToolFailure | null }> {
  try {
    if (artifacts.length === 0) return { evidence: [], failure: null }
    const draft = { task_id, correlation_id, created_at: timestamp(clock), artifacts }
    const ref = await evidence.keep({ ...draft, package_id: call_id }).catch((error: unknown) => {
      // The process that died may have come so far as to keep its own, and nothing is ever overwritten.
      if (!isTakenUp) throw error
      return evidence.keep({ ...draft, package_id: `${call_id}.${clock.now()}` })
    })
    return { evidence: [ref], failure: null }
  } catch (error) {
    logger.error({ err: error, call_id }, 'the evidence of a tool call could not be kept')
    return { evidence: [], failure: failureOf(evidenceLost()) }
  }
}
