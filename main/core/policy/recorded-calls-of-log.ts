import * as z from 'zod'
import type { AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'
import { ToolRun } from '../../../contract/tool.ts'
import type { AuditPages, PageFilter } from '../audit/audit-pages.ts'
import { DecisionFacts } from './decision-facts.ts'
import type { RecordedCall, RecordedCalls } from './recorded-calls.ts'

/** A decision leaves one of these two: the call was refused, or it is about to run. */
const DECISIONS: readonly AuditEventType[] = ['policy_denied', 'tool_call_intended']
const PAGE = 1000

const { call_id, started_at, tool, side_effect_level, task_id, correlation_id } = ToolRun.shape
const Decided = z.object({
  run: z.object({ call_id, started_at, tool, side_effect_level, task_id, correlation_id }),
  facts: DecisionFacts,
})

/** The calls that the audit log tells of with the facts of their decision. */
export function createRecordedCalls(pages: AuditPages): RecordedCalls {
  function newest(type: AuditEventType, limit: number): AuditEvent[] {
    const found: AuditEvent[] = []
    for (let from: number | null = null; found.length < limit; ) {
      const { events, older } = pages.page(
        filterFor(type),
        { forwards: false, from },
        Math.min(PAGE, limit - found.length),
      )
      found.push(...events.toReversed())
      if (!older || events[0] === undefined) break
      from = events[0].seq
    }
    return found
  }

  return {
    latest: (limit) =>
      DECISIONS.flatMap((type) => newest(type, limit))
        .sort((a, b) => b.seq - a.seq)
        .slice(0, limit)
        .flatMap(callOf),
  }
}

function callOf({ data }: AuditEvent): RecordedCall[] {
  const decided = Decided.safeParse(data)
  if (!decided.success) return []
  const { started_at: at, ...run } = decided.data.run
  return [{ ...run, at, facts: decided.data.facts }]
}

function filterFor(type: AuditEventType): PageFilter {
  return {
    ...{ correlation_id: null, task_id: null, type, actor: null, since_ts: null, since_seq: null },
    ...{ until_ts: null, until_seq: null, requests: true },
  }
}
