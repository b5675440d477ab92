import type { Happened } from './notice-of-event.ts'

/** The item of a notice that an event makes idle: it was decided, or is there again. Null when it makes none idle. */
export function settledItem(event: Happened): string | null {
  switch (event.name) {
    case 'task_approved':
    case 'task_rejected':
      return `task:${event.payload.task_id}`
    case 'task_updated':
    case 'task_amended':
    case 'ssot_external_change': {
      const status = event.payload.task?.status
      return status === 'pending' || status === 'needs_review' ? null : `task:${event.payload.task_id}`
    }
    case 'approval_approved':
    case 'approval_denied':
    case 'approval_expired':
    case 'approval_voided':
    case 'approval_consumed':
      return `approval:${event.payload.approval.approval_id}`
    case 'approval_endorsed':
      return `approval:${event.payload.approval.approval_id}`
    case 'source_changed': {
      const { source, state } = event.payload.source
      return state === 'lost' ? null : `source:${source}`
    }
    case 'task_unlocked':
      return `locked:${event.payload.task_id}`
    case 'task_dispatched':
      return `protocol:${event.payload.task_id}`
    case 'chain_changed':
      return event.payload.chain.state === 'ok' ? 'chain' : null
    default:
      return null
  }
}
