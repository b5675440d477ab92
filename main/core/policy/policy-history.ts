import type { AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'
import { Sha256 } from '../../../contract/ids.ts'
import type { PolicyView } from '../../../contract/policy.ts'
import type { AuditIndex } from '../audit/audit-index.ts'

/** A policy by its name in the log. */
export interface PolicyVersion {
  readonly sha256: Sha256
  readonly origin: PolicyView['origin']
}

/** What the log says of policies. Throws AppError `audit_unavailable` as the audit index does. */
export interface PolicyHistory {
  /** The version that came into force last, and when (RFC 3339); null when none ever did. */
  loaded(): (PolicyVersion & { readonly at: string }) | null
  /** Why the file was refused last, when no policy has come into force since; null otherwise. `sha256` null: there was no plain file. */
  refused(): { readonly sha256: string | null; readonly reason: string; readonly at: string } | null
}

export function createPolicyHistory(index: Pick<AuditIndex, 'query'>): PolicyHistory {
  const newest = (type: AuditEventType): AuditEvent | undefined =>
    index.query({ task_id: null, type, since_ts: null, since_seq: null, limit: 1 })[0]

  return {
    loaded: () => {
      const line = newest('policy_loaded')
      const sha = Sha256.safeParse(line?.data['sha256']).data
      if (line === undefined || sha === undefined) return null
      return { sha256: sha, origin: line.data['origin'] === 'file' ? 'file' : 'built_in', at: line.ts }
    },
    refused: () => {
      const line = newest('policy_refused')
      if (line === undefined || line.seq < (newest('policy_loaded')?.seq ?? 0)) return null
      const { sha256, reason } = line.data
      return { sha256: typeof sha256 === 'string' ? sha256 : null, reason: String(reason), at: line.ts }
    },
  }
}
