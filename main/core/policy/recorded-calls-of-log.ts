import * as z from 'zod'
import type { AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'
import { ToolRun } from '../../../contract/tool.ts'
import type { AuditPages, PageFilter } from '../audit/audit-pages.ts'
import { DecisionFacts } from './decision-facts.ts'
import type { CallsPart, RecordedCall, RecordedCalls } from './recorded-calls.ts'

/** So many lines are read at once: each can have some 64 KiB. */
const LINES_AT_ONCE = 50

const { call_id, started_at, tool, side_effect_level, task_id, correlation_id } = ToolRun.shape
const Decided = z.object({
  run: z.object({ call_id, started_at, tool, side_effect_level, task_id, correlation_id }),
  facts: DecisionFacts,
})

/** The calls that the audit log tells of with the facts of their decision. */
export function createRecordedCalls(pages: AuditPages): RecordedCalls {
  function* newest(type: AuditEventType): Generator<AuditEvent, undefined> {
    for (let from: number | null = null; ; ) {
      const { events, older } = pages.page(filterFor(type), { forwards: false, from }, LINES_AT_ONCE)
      yield* events.toReversed()
      if (!older || events[0] === undefined) return
      from = events[0].seq
    }
  }

  /** A decision leaves one of two lines: the call was refused, or it is about to run. */
  function* decisions(): Generator<AuditEvent> {
    const refused = newest('policy_denied')
    const begun = newest('tool_call_intended')
    let a = refused.next().value
    let b = begun.next().value
    while (a !== undefined || b !== undefined) {
      if (a !== undefined && (b === undefined || a.seq > b.seq)) {
        yield a
        a = refused.next().value
      } else if (b !== undefined) {
        yield b
        b = begun.next().value
      }
    }
  }

  return {
    latest: function* (limit): Generator<CallsPart> {
      let lines = 0
      let part: RecordedCall[] = []
      for (const event of decisions()) {
        part.push(...callOf(event))
        lines += 1
        if (lines === limit) break
        if (lines % LINES_AT_ONCE !== 0) continue
        yield part
        part = []
      }
      yield part
    },
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
