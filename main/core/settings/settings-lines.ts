import type { Sha256 } from '../../../contract/ids.ts'
import type { AuditIndex } from '../audit/audit-index.ts'
import type { EventDraft, EventLog, WrittenEvent } from '../audit/event-log.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import type { Call } from '../kernel/call.ts'

export interface SettingsChange {
  readonly names: readonly string[]
  readonly base_sha: string
  readonly sha: string
  /** Why, when nobody asked for it at this moment. */
  readonly because?: string
}

/** The lines that tell of settings, by the names of what changed and never by their values. All throw AppError `audit_unavailable`. */
export interface SettingsLines {
  changed(by: Call, change: SettingsChange): Promise<WrittenEvent>
  /** `sha` null: there is no plain file. */
  refused(by: Call, sha: Sha256 | null, member: string | null, reason: string): Promise<WrittenEvent>
  /** A change that was not saved: `given` is what it was based on, null when it did not say. */
  conflict(by: Call, given: Sha256 | null, base_sha: Sha256): Promise<void>
  /** Tells the clients that the settings are to be read again. */
  tell(by: Call, written: WrittenEvent, base_sha: string): void
  /** The sha256 of the file as the log has it; null when it never told of one. */
  lastSha(): string | null
}

export function createSettingsLines(parts: {
  log: Pick<EventLog, 'record'>
  hub: Pick<EventHub, 'publish'>
  index: Pick<AuditIndex, 'query'>
}): SettingsLines {
  function record(type: EventDraft['type'], by: Call, data: EventDraft['data']): Promise<WrittenEvent> {
    const { actor, correlation_id } = by
    return parts.log.record({ type, actor, correlation_id, task_id: null, route: null, status: null, data })
  }

  return {
    changed: (by, { names, ...change }) => record('settings_changed', by, { names: [...names], ...change }),
    refused: (by, sha, member, reason) => record('settings_refused', by, { sha, member, reason }),
    conflict: async (by, given_sha, base_sha) => {
      const missing = given_sha === null ? { missing: true } : {}
      await record('write_conflict', by, { of: 'settings', given_sha, base_sha, ...missing })
    },
    tell: ({ correlation_id }, written, base_sha) => {
      parts.hub.publish('settings_changed', { ...written, correlation_id, base_sha })
    },
    lastSha: () => {
      const wanted = { task_id: null, type: 'settings_changed' as const, since_ts: null, since_seq: null, limit: 1 }
      const [line] = parts.index.query(wanted)
      const sha = line?.data['sha']
      return typeof sha === 'string' ? sha : null
    },
  }
}
