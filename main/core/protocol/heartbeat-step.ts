import type { TaskId } from '../../../contract/ids.ts'
import { timestamp } from '../kernel/clock.ts'
import type { ProtocolCore } from './protocol-core.ts'
import type { ProtocolService } from './protocol-service.ts'
import { outOfOrder, roundFor } from './standing.ts'

/** Signs of life that come faster than this, in milliseconds, share a line of the log and an event. */
const NOTED_EVERY_MS = 1000

interface Unnoted {
  readonly dispatch_id: string
  readonly noted_at: number
  /** Since then. */
  count: number
}

/** Throws what ProtocolService.heartbeat throws. */
export function createHeartbeat(core: ProtocolCore): {
  heartbeat: ProtocolService['heartbeat']
  forget(taskId: TaskId): void
} {
  const { clock, log, hub, watch } = core
  const unnoted = new Map<string, Unnoted>()

  const heartbeat: ProtocolService['heartbeat'] = (call, taskId, { dispatch_id, note }) =>
    core.take(call, taskId, { message: 'heartbeat', dispatch_id }, async () => {
      const standing = core.standing(taskId)
      const { round } = roundFor(standing, dispatch_id, 'a heartbeat')
      if (standing.phase !== 'working') throw outOfOrder(standing.phase, 'a heartbeat')
      const wasLate = watch.heard(taskId)
      const now = clock.now()
      const last = unnoted.get(taskId)
      const isQuick = last?.dispatch_id === dispatch_id && now - last.noted_at < NOTED_EVERY_MS && !wasLate
      if (isQuick) last.count += 1
      else {
        const { correlation_id } = standing.task
        const count = (last?.dispatch_id === dispatch_id ? last.count : 0) + 1
        unnoted.set(taskId, { dispatch_id, noted_at: now, count: 0 })
        const data = { dispatch_id, round: round.dispatch.round, note, count, ...(wasLate ? { was_late: true } : {}) }
        const subject = { actor: call.actor, correlation_id, task_id: taskId, route: null, status: null }
        log.note({ type: 'heartbeat_received', ...subject, data })
        const event = { seq: hub.latestSeq, ts: timestamp(clock), correlation_id, task_id: taskId }
        const step = { round: round.dispatch.round, step: 'heartbeat_received' as const, reason: null }
        hub.publish('protocol_changed', { ...event, ...step })
      }
      const next_by = new Date(now + round.dispatch.heartbeat_seconds * 1000).toISOString()
      return { dispatch_id, at: new Date(now).toISOString(), next_by }
    })

  return {
    heartbeat,
    forget: (taskId) => {
      unnoted.delete(taskId)
    },
  }
}
