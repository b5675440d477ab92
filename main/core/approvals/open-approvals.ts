import type { Approval, ApprovalVoid } from '../../../contract/approval.ts'
import type { TaskId } from '../../../contract/ids.ts'
import type { Actor } from '../../../contract/scope.ts'
import type { EventLog } from '../audit/event-log.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import { SYSTEM } from '../kernel/call.ts'
import type { Clock } from '../kernel/clock.ts'
import { createKeyedLock, type KeyedLock } from '../kernel/keyed-lock.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Timers } from '../kernel/timers.ts'
import type { ApprovalTerms } from '../policy/policy-decision.ts'
import type { PolicySource } from '../policy/policy-source.ts'
import type { TaskStore } from '../tasks/task-store.ts'
import { type Decide, type Drift, driftOf, type Ground, type GroundNow } from './approval-drift.ts'
import { expired, isOpen, voided } from './approval-transitions.ts'

/** The lines that tell of approvals; each is pushed as well. */
export type ApprovalLine =
  `approval_${'requested' | 'endorsed' | 'approved' | 'denied' | 'expired' | 'voided' | 'consumed'}`

/** One that is pending or approved, with the ground that it stands on. */
export interface OpenApproval {
  approval: Approval
  readonly ground: Ground
  readonly terms: ApprovalTerms
  /** How long its time still lasts, in milliseconds that really pass: a clock that is set back gives nobody more of it. */
  leftMs: number
  cancelTimer: () => void
}

export interface OpenApprovalParts {
  readonly log: Pick<EventLog, 'record'>
  readonly hub: Pick<EventHub, 'publish' | 'observe'>
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
  readonly tasks: Pick<TaskStore, 'index' | 'exclusive' | 'isAsKnown'>
  readonly policy: Pick<PolicySource, 'current' | 'onChange'>
  readonly decide: Decide
}

/** The approvals that something can still come of. Only what is in here can be approved or used, and nothing is in here after a start. */
export interface OpenApprovals {
  byId(approvalId: string): OpenApproval | undefined
  bySubject(subjectSha256: string): OpenApproval | undefined
  all(): readonly OpenApproval[]
  /** One after the other for each call: everything that reads or changes its approval. */
  exclusive: KeyedLock
  /** What the ground of an approval of this task is now. */
  groundNow(taskId: string): GroundNow
  /**
   * Records the line, and only then counts what it says. Throws AppError `audit_unavailable`; nothing has changed then. Only inside
   * `exclusive`.
   */
  record(type: ApprovalLine, actor: Actor, next: Approval): Promise<Approval>
  /** As `record`, for a new one: whoever is told of it can decide it. */
  open(actor: Actor, opened: Omit<OpenApproval, 'cancelTimer' | 'leftMs'>): Promise<OpenApproval>
  /** Expires or voids it if that is due. Answers how it stands then. Only inside `exclusive`. Throws AppError `audit_unavailable`. */
  settle(open: OpenApproval): Promise<Approval>
  voidFor(open: OpenApproval, actor: Actor, drift: Drift): Promise<Approval>
  /** Stops timers and watching. What is open stays so in the log, until the next start voids it. */
  close(): void
}

/** A timer of Node holds at most 2^31 milliseconds. */
const LONGEST_WAIT_MS = 86_400_000
/** When the log could not take the line that is due. */
const RETRY_MS = 1000

export function createOpenApprovals(parts: OpenApprovalParts): OpenApprovals {
  const { log, hub, clock, timers, tasks, policy } = parts
  const byId = new Map<string, OpenApproval>()
  const bySubject = new Map<string, OpenApproval>()
  const exclusive = createKeyedLock()
  let closed = false

  const groundNow = (taskId: string): GroundNow => ({ entry: tasks.index.get(taskId), policy: policy.current() })

  async function write(type: ApprovalLine, actor: Actor, next: Approval, apply: () => void): Promise<void> {
    const subject = { correlation_id: next.correlation_id, task_id: next.task_id as TaskId }
    const written = await log.record({ type, actor, ...subject, route: null, status: null, data: { approval: next } })
    apply()
    hub.publish(type, { ...written, ...subject, approval: next })
  }

  async function record(type: ApprovalLine, actor: Actor, next: Approval): Promise<Approval> {
    await write(type, actor, next, () => {
      const open = byId.get(next.approval_id)
      if (open === undefined) return
      const isSameTime = isOpen(next) && next.expires_at === open.approval.expires_at
      open.approval = next
      if (!isSameTime) arm(open)
    })
    return next
  }

  function arm(open: OpenApproval): void {
    open.cancelTimer()
    const { approval } = open
    if (isOpen(approval)) {
      open.leftMs = Date.parse(approval.expires_at) - clock.now()
      if (!closed) wait(open, open.leftMs)
      return
    }
    byId.delete(approval.approval_id)
    bySubject.delete(approval.subject_sha256)
  }

  function wait(open: OpenApproval, ms: number): void {
    const delay = Math.min(Math.max(ms, 0), LONGEST_WAIT_MS)
    open.cancelTimer = timers.after(delay, () => {
      open.leftMs -= delay
      look(open, true)
    })
  }

  /** In the background; what cannot be recorded now is tried again, and looked at once more before any use. */
  function look(open: OpenApproval, hasWaited: boolean): void {
    if (closed) return
    const { approval_id, subject_sha256 } = open.approval
    const looking = exclusive(subject_sha256, async () => {
      if (byId.get(approval_id) !== open) return
      if (isOpen(await settle(open)) && hasWaited && !closed) wait(open, open.leftMs)
    })
    looking.catch((error: unknown) => {
      parts.logger.warn({ err: error, approval_id }, 'what became of an approval could not be recorded')
      open.cancelTimer()
      if (!closed) wait(open, RETRY_MS)
    })
  }

  async function settle(open: OpenApproval): Promise<Approval> {
    const { approval } = open
    if (!isOpen(approval)) return approval
    if (open.leftMs <= 0 || clock.now() >= Date.parse(approval.expires_at))
      return record('approval_expired', SYSTEM, expired(approval))
    const drift = driftNow(open)
    return drift === null ? approval : voidFor(open, SYSTEM, drift)
  }

  /** What cannot be compared does not hold. */
  function driftNow({ approval, ground }: OpenApproval): Drift | null {
    try {
      return driftOf(ground, groundNow(approval.task_id), parts.decide)
    } catch (error) {
      parts.logger.error({ err: error, approval_id: approval.approval_id }, 'an approval could not be compared')
      return { cause: 'error', differences: [] }
    }
  }

  function voidFor({ approval }: OpenApproval, actor: Actor, drift: Drift): Promise<Approval> {
    const why: ApprovalVoid = { ...drift, at: new Date(clock.now()).toISOString() }
    return record('approval_voided', actor, voided(approval, why))
  }

  const unobserve = hub.observe((_name, payload) => {
    if (!('task' in payload)) return
    for (const open of byId.values()) if (open.approval.task_id === payload.task_id) look(open, false)
  })
  const unwatch = policy.onChange(() => {
    for (const open of byId.values()) look(open, false)
  })

  return {
    byId: (approvalId) => byId.get(approvalId),
    bySubject: (subjectSha256) => bySubject.get(subjectSha256),
    all: () => [...byId.values()],
    exclusive,
    groundNow,
    record,
    open: async (actor, opened) => {
      const open: OpenApproval = { ...opened, leftMs: 0, cancelTimer: () => undefined }
      await write('approval_requested', actor, open.approval, () => {
        byId.set(open.approval.approval_id, open)
        bySubject.set(open.approval.subject_sha256, open)
        arm(open)
      })
      return open
    },
    settle,
    voidFor,
    close: () => {
      closed = true
      unobserve()
      unwatch()
      for (const open of byId.values()) open.cancelTimer()
    },
  }
}
