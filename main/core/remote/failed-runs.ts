import { ToolRun } from '../../../contract/tool.ts'
import { cutText, MESSAGE_LENGTH, oneLine } from './cut-text.ts'
import type { DeskParts } from './desk-parts.ts'
import { createLimitedTelling } from './limited-telling.ts'
import { linesSince } from './lines-since.ts'
import type { Outbox } from './outbox.ts'

/** Tells operators of tool runs that failed, or of which nobody knows what came: silence must not be taken for success. */
export interface FailedRuns {
  /** From now on; and what the start of this process found unfinished. Throws AppError `audit_unavailable`. */
  start(sinceMs: number): void
  close(): void
}

const DETAIL_LENGTH = 600

export function createFailedRuns(
  parts: Pick<DeskParts, 'clock' | 'ids' | 'timers' | 'operators' | 'hub' | 'audit'> & { readonly outbox: Outbox },
): FailedRuns {
  const telling = createLimitedTelling(
    parts,
    (count) => `${count} more tool ${count === 1 ? 'run has' : 'runs have'} failed: see the console.`,
  )
  let unobserve: () => void = () => undefined

  function tell(run: ToolRun): void {
    if (parts.operators.length === 0 || !telling.mayTell()) return
    const { task_id, correlation_id } = run
    telling.tellAll(failedRunWords(run), { task_id, correlation_id })
  }

  return {
    start: (sinceMs) => {
      const started = linesSince(parts.audit, 'service_started', sinceMs).at(-1)
      for (const { seq, data } of linesSince(parts.audit, 'tool_call_unknown', sinceMs)) {
        const run = ToolRun.safeParse(data['run']).data
        if (run !== undefined && started !== undefined && seq > started.seq) tell(run)
      }
      unobserve = parts.hub.observe((name, payload) => {
        if ('run' in payload && (name === 'tool_call_failed' || name === 'tool_call_unknown')) tell(payload.run)
      })
    },
    close: () => {
      unobserve()
      telling.close()
    },
  }
}

/** What went wrong and what can be done, in words. What a tool says of itself is quoted. */
function failedRunWords({ tool, task_id, call_id, state, failure }: ToolRun): string {
  const head = state === 'unknown' ? `Nobody knows what came of ${tool}.` : `${tool} failed.`
  const said =
    failure === null
      ? []
      : [
          `> ${oneLine(failure.detail, DETAIL_LENGTH)}`,
          `${failure.error_code}: ${oneLine(failure.remediation_hint, 400)}`,
        ]
  return cutText(
    [head, ...said, `Task ${task_id}, run ${call_id}. What was kept is in the console.`].join('\n'),
    MESSAGE_LENGTH,
  )
}
