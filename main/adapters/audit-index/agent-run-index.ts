import * as z from 'zod'
import { AgentRun } from '../../../contract/agent.ts'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { AgentRunIndex } from '../../core/agents/agent-run-index.ts'
import type { AgentRunQueries } from './agent-run-queries.ts'
import { decodeSeqCursor, pageOf } from './seq-cursor.ts'

const Processes = z.array(z.strictObject({ pid: z.int(), identity: z.string().nullable() }))

/** `ask` runs a question once everything that was committed is in the tables; `eventAt` reads a line of the log by its seq. */
export function createSqliteAgentRunIndex(
  ask: <T>(question: (queries: AgentRunQueries, eventAt: (seq: number) => AuditEvent) => T) => T,
): AgentRunIndex {
  return {
    get: (runId) =>
      ask((queries, eventAt) => {
        const row = queries.get(runId)
        return row === null ? null : runAt(eventAt(row.line_seq))
      }),
    open: () =>
      ask((queries, eventAt) =>
        queries.open().map(({ line_seq, processes }) => ({
          run: runAt(eventAt(line_seq)),
          processes: Processes.parse(JSON.parse(processes)),
        })),
      ),
    ofDispatch: (taskId, dispatchId) =>
      ask((queries, eventAt) => queries.ofDispatch(taskId, dispatchId).map(({ line_seq }) => runAt(eventAt(line_seq)))),
    baseOf: (taskId) => ask((queries) => queries.baseOf(taskId)),
    evidenceOf: (taskId) =>
      ask((queries, eventAt) =>
        queries.withEvidence(taskId).flatMap(({ line_seq }) => runAt(eventAt(line_seq)).log ?? []),
      ),
    spent: () => ask((queries) => new Map(queries.spent().map(({ agent, ...usage }) => [agent, usage]))),
    page: ({ cursor, limit, ...filters }) => {
      const before = cursor === undefined ? null : decodeSeqCursor(cursor)
      return ask((queries, eventAt) => {
        const { rows, next_cursor } = pageOf(queries.page(filters, before, limit + 1), limit)
        return { items: rows.map(({ line_seq }) => runAt(eventAt(line_seq))), next_cursor }
      })
    },
  }
}

const runAt = ({ data }: AuditEvent): AgentRun => AgentRun.parse(data['run'])
