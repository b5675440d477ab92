import type { TaskId } from '../../../contract/ids.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { Actor } from '../../../contract/scope.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import type { EventDraft, EventLog, WrittenEvent } from '../audit/event-log.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import type { OwedOutcomes } from '../tasks/owed-outcomes.ts'

export type RunLine =
  | 'policy_denied'
  | 'tool_call_intended'
  | 'tool_call_done'
  | 'tool_call_failed'
  | 'tool_call_unknown'

/** What a line says besides the run: for example why it was denied, and the facts of the decision. */
export type RunNotes = Readonly<Record<string, JsonObject[string]>>

export interface RunPlace {
  readonly actor: Actor
  readonly correlation_id: string
  readonly task_id: string | null
}

/** Where the lines of a recorded run stand, for what `actor` does to it. */
export const placeOfRun = ({ correlation_id, task_id }: ToolRun, actor: Actor): RunPlace => ({
  ...{ actor, correlation_id, task_id },
})

/** The lines that tell of tool calls; each is pushed once the disk holds it. */
export interface RunLines {
  /** Throws AppError `audit_unavailable`. */
  record(type: RunLine, place: RunPlace, run: ToolRun, notes: RunNotes): Promise<void>
  /** For what has happened already: when the log fails, the line follows as soon as it works again, and `audit_unavailable` is thrown. */
  recordOutcome(type: RunLine, place: RunPlace, run: ToolRun): Promise<void>
  /** Throws AppError `audit_unavailable`. */
  recordReplay(place: RunPlace, run: ToolRun): Promise<void>
  /** That somebody wants it to end, or that it is taken up after a crash. Throws AppError `audit_unavailable`. */
  recordTurn(type: 'tool_call_cancelled' | 'tool_call_resumed', place: RunPlace, data: JsonObject): Promise<void>
}

export function createRunLines(parts: {
  log: Pick<EventLog, 'record'>
  hub: Pick<EventHub, 'publish'>
  owed: Pick<OwedOutcomes, 'add'>
}): RunLines {
  const { log, hub, owed } = parts
  const draft = (type: EventDraft['type'], place: RunPlace, data: EventDraft['data']): EventDraft => ({
    ...{ type, ...place, route: null, status: null, data },
  })

  function publisher(type: RunLine, { correlation_id }: RunPlace, run: ToolRun): (written: WrittenEvent) => void {
    return (written) => hub.publish(type, { ...written, correlation_id, task_id: run.task_id as TaskId, run })
  }

  return {
    record: async (type, place, run, notes) => {
      publisher(type, place, run)(await log.record(draft(type, place, { ...notes, run })))
    },
    recordOutcome: async (type, place, run) => {
      const outcome = draft(type, place, { run })
      const publish = publisher(type, place, run)
      const written = await log.record(outcome).catch((error: unknown) => {
        owed.add({ draft: outcome, publish })
        throw error
      })
      publish(written)
    },
    recordReplay: async (place, run) => {
      await log.record(draft('tool_call_replayed', place, { run }))
    },
    recordTurn: async (type, place, data) => {
      await log.record(draft(type, place, data))
    },
  }
}
