import type { Actor } from '../../../contract/scope.ts'
import type { EventLog } from '../audit/event-log.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import type { OwedOutcome } from './owed-outcomes.ts'
import { summaryOf, type TaskEntry } from './task-entry.ts'
import type { NoticedChange } from './task-store.ts'

const FILES: Actor = { sub: 'another program', scopes: [], door: 'files' }

/** What decides about a task, in a form that can be compared; of a file that is invalid now, what it last said. */
function decisionOf(entry: TaskEntry | null): string {
  const task = entry?.task ?? entry?.last_good
  return canonicalJson([task?.verdict ?? null, task?.admin_approved ?? false])
}

/** The audit line of what another program did to a file in ssot/, and what the clients are told once it is on the disk. */
export function externalChange(hub: EventHub, { task_id, change, before, after }: NoticedChange): OwedOutcome {
  const known = after?.task ?? after?.last_good ?? before?.task ?? before?.last_good
  const correlation_id = known?.correlation_id ?? task_id
  return {
    draft: {
      type: 'ssot_external_change',
      actor: FILES,
      correlation_id,
      task_id,
      route: null,
      status: null,
      data: {
        change,
        before_sha: before?.base_sha ?? null,
        after_sha: after?.base_sha ?? null,
        verdict_changed: decisionOf(before) !== decisionOf(after),
        reason: after?.invalid_reason ?? null,
        broadcast_count: hub.clients,
      },
    },
    publish: (written) =>
      hub.publish('ssot_external_change', {
        ...written,
        correlation_id,
        task_id,
        change,
        task: after === null ? null : summaryOf(after),
      }),
  }
}

/** Records and broadcasts what another program did to a file in ssot/. */
export function createExternalChangeRecorder(parts: {
  log: EventLog
  hub: EventHub
}): (change: NoticedChange) => Promise<void> {
  return async (change) => {
    const { draft, publish } = externalChange(parts.hub, change)
    publish(await parts.log.record(draft))
  }
}
