import type { EvidenceRef } from '../../../contract/evidence.ts'
import type { Dispatch } from '../../../contract/protocol.ts'
import type { Task } from '../../../contract/task.ts'
import type { ArtifactDraft } from '../evidence/evidence-store.ts'
import { timestamp } from '../kernel/clock.ts'
import type { RunnerParts } from './runner-parts.ts'

/** Keeps what the console found after a result. Durable, under a name of its own for every attempt. */
export function keepFound(
  { evidence, clock, ids }: Pick<RunnerParts, 'evidence' | 'clock' | 'ids'>,
  { task_id, correlation_id }: Task,
  { dispatch_id }: Dispatch,
  what: string,
  artifact: { readonly path: string; readonly bytes: Uint8Array; readonly media_type: string },
  source: string,
): Promise<EvidenceRef> {
  const at = timestamp(clock)
  const draft: ArtifactDraft = { ...artifact, captured_at: at, source: source.slice(0, 200), link: null }
  const package_id = `${what}-${dispatch_id}-${ids.hex(4)}`
  return evidence.keep({ package_id, task_id, correlation_id, created_at: at, artifacts: [draft] })
}
