import type { Assurance } from '../../../contract/assurance.ts'
import type { EvidenceRef } from '../../../contract/evidence.ts'
import type { TaskId } from '../../../contract/ids.ts'
import type { Task } from '../../../contract/task.ts'
import type { PackageDraft } from '../evidence/evidence-store.ts'
import type { UpsertAnswer } from '../tasks/task-service.ts'
import type { RemoteRequest } from './remote-request.ts'

/** A verified delivery as its mapping sees it. */
export interface MappedDelivery {
  readonly event: string
  readonly delivery_id: string
  readonly assurance: Assurance
  readonly payload: unknown
  /** When it was received; the same when it is mapped again later. */
  readonly received_at: string
}

/** What a delivery wants of one task. */
export interface TaskIntent {
  readonly task_id: TaskId
  /** `evidence` refers to the packages below, once they are kept. */
  readonly upsert: (current: Task | null, evidence: readonly EvidenceRef[]) => UpsertAnswer | null
  /** Packages written before the task, which then refers to them. */
  readonly evidence: readonly PackageDraft[]
  /** Keys under which earlier deliveries may be waiting for this task as it now is. They are applied to it next. */
  readonly seek: (task: Task) => readonly string[]
}

/** Result of mapping a payload: pure data and pure functions, no effect yet. */
export interface Mapping {
  readonly work:
    | { readonly kind: 'ping' }
    | { readonly kind: 'recorded' }
    | { readonly kind: 'tasks'; readonly intents: readonly TaskIntent[] }
    | { readonly kind: 'remote'; readonly request: RemoteRequest }
  /** What the delivery is about, in lower case (`github:owner/repo#12`, `commit:owner/repo@sha`, `telegram:chat:message`); at most 50. */
  readonly about: readonly string[]
  /** When it happened, by the payload's own clock. */
  readonly event_at: string | null
}

/** One source's pure function from payload to mapping. A payload of an unknown shape is `recorded`, never an error. */
export type Mapper = (delivery: MappedDelivery) => Mapping
