import type { Actor } from '../../../contract/scope.ts'
import type { EventLog } from '../audit/event-log.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import { summaryOf } from './task-entry.ts'
import type { NoticedChange } from './task-store.ts'

const FILES: Actor = { sub: 'another program', scopes: [], door: 'files' }

/** Records and broadcasts what another program did to a file in ssot/. */
export function createExternalChangeRecorder(parts: {
  log: EventLog
  hub: EventHub
}): (change: NoticedChange) => Promise<void> {
  return async ({ task_id, change, before, after }) => {
    const known = after?.task ?? after?.last_good ?? before?.task ?? before?.last_good
    const correlation_id = known?.correlation_id ?? task_id
    const written = await parts.log.record({
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
        reason: after?.invalid_reason ?? null,
        broadcast_count: parts.hub.clients,
      },
    })
    parts.hub.publish('ssot_external_change', {
      ...written,
      correlation_id,
      task_id,
      change,
      task: after === null ? null : summaryOf(after),
    })
  }
}
