import type { AgentRun } from '../../../contract/agent.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { Actor } from '../../../contract/scope.ts'
import type { EventDraft, EventLog, WrittenEvent } from '../audit/event-log.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import { SYSTEM } from '../kernel/call.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { OwedOutcomes } from '../tasks/owed-outcomes.ts'
import type { AgentRunLine } from './agent-run-book.ts'

/** The lines that tell of runs; each is pushed once the disk holds it. */
export interface AgentRunLines {
  /** Before something happens. Throws AppError `audit_unavailable`. */
  record(type: AgentRunLine, run: AgentRun, notes: JsonObject): Promise<void>
  /** For what has happened already: when the log fails, the line follows as soon as it works again. Never rejects. */
  recordOutcome(type: AgentRunLine, run: AgentRun, notes: JsonObject): Promise<void>
  /** That somebody wants it to end. Throws AppError `audit_unavailable`. */
  recordStop(actor: Actor, run: AgentRun, reason: string): Promise<void>
  /** Tells the clients how a run stands, without a line. */
  push(run: AgentRun): void
}

export function createAgentRunLines(parts: {
  log: Pick<EventLog, 'record'>
  hub: Pick<EventHub, 'publish' | 'latestSeq'>
  owed: Pick<OwedOutcomes, 'add'>
  clock: Clock
}): AgentRunLines {
  const { log, hub, owed, clock } = parts
  const draft = (type: EventDraft['type'], actor: Actor, run: AgentRun, data: JsonObject): EventDraft => ({
    ...{ type, actor, correlation_id: run.correlation_id, task_id: run.task_id, route: null, status: null, data },
  })
  const publish = (written: WrittenEvent, run: AgentRun): void => {
    const { correlation_id, task_id } = run
    hub.publish('agent_run_changed', { ...written, correlation_id, task_id, agent_run: run })
  }

  return {
    record: async (type, run, notes) => {
      publish(await log.record(draft(type, SYSTEM, run, { ...notes, run })), run)
    },
    recordOutcome: async (type, run, notes) => {
      const outcome = draft(type, SYSTEM, run, { ...notes, run })
      try {
        publish(await log.record(outcome), run)
      } catch {
        owed.add({ draft: outcome, publish: (written) => publish(written, run) })
      }
    },
    recordStop: async (actor, run, reason) => {
      const { run_id, dispatch_id, agent } = run
      await log.record(draft('agent_run_stopped', actor, run, { run_id, dispatch_id, agent, reason }))
    },
    push: (run) => publish({ seq: hub.latestSeq, ts: timestamp(clock) }, run),
  }
}
