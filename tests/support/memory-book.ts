import type { Approval } from '../../contract/approval.ts'
import type { AuditEvent } from '../../contract/audit-event.ts'
import type { ToolRun } from '../../contract/tool.ts'
import { approvalOf, nextInBook } from '../../main/core/approvals/approval-book.ts'
import type { ApprovalIndex } from '../../main/core/approvals/approval-index.ts'
import { nextRun, toolRunOf } from '../../main/core/tools/run-book.ts'
import type { RunIndex } from '../../main/core/tools/run-index.ts'

/** The book of approvals and the tool calls that the lines of a log in memory tell of, in the order of their first lines. */
export function memoryBook(events: readonly AuditEvent[]): {
  readonly approvals: ApprovalIndex
  readonly runs: RunIndex
  /** Lines about approvals that do not follow from those before. */
  readonly illegal: AuditEvent[]
} {
  const approvals = new Map<string, Approval>()
  const runs = new Map<string, ToolRun>()
  const illegal: AuditEvent[] = []
  let taken = 0

  function take(event: AuditEvent): void {
    const run = nextRun(runs.get(toolRunOf(event)?.call_id ?? '') ?? null, event)
    if (run !== null) runs.set(run.call_id, run)
    if (!event.type.startsWith('approval_')) return
    const known = approvals.get(approvalOf(event)?.approval_id ?? '') ?? null
    const next = nextInBook(known, event)
    if (next === null) illegal.push(event)
    else approvals.set(next.approval_id, next)
  }

  function current(): void {
    for (; taken < events.length; taken += 1) take(events[taken] as AuditEvent)
  }

  const all = <V>(from: Map<string, V>): V[] => {
    current()
    return [...from.values()]
  }

  return {
    illegal,
    approvals: {
      get: (approvalId) => all(approvals).find(({ approval_id }) => approval_id === approvalId) ?? null,
      page: ({ state, task_id, limit }) => ({
        items: all(approvals)
          .filter((one) => (state ?? one.state) === one.state && (task_id ?? one.task_id) === one.task_id)
          .toReversed()
          .slice(0, limit),
        next_cursor: null,
      }),
      open: () => all(approvals).filter(({ state }) => state === 'pending' || state === 'approved'),
      pendingIds: () =>
        all(approvals)
          .filter(({ state }) => state === 'pending')
          .map(({ approval_id }) => approval_id),
      refusing: (nowMs) =>
        all(approvals).filter(({ refused_until }) => refused_until !== null && Date.parse(refused_until) > nowMs),
    },
    runs: {
      byKey: (sub, key) =>
        all(runs).find((run) => run.requested_by === sub && run.idempotency_key === key && run.state !== 'denied') ??
        null,
      running: () => all(runs).filter(({ state }) => state === 'running'),
      evidenceOf: (taskId) => all(runs).flatMap(({ task_id, evidence }) => (task_id === taskId ? evidence : [])),
      page: ({ tool, state, task_id, limit }) => ({
        items: all(runs)
          .filter((one) => (tool ?? one.tool) === one.tool && (state ?? one.state) === one.state)
          .filter((one) => (task_id ?? one.task_id) === one.task_id)
          .toReversed()
          .slice(0, limit),
        next_cursor: null,
      }),
    },
  }
}
