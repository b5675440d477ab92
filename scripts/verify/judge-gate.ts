import type { PhaseFindings } from '../../main/core/reports/acceptance-report.ts'

/** What came of the calls of one shape. */
export interface ShapeResult {
  readonly shape: string
  readonly sent: number
  readonly denied: number
  /** Of the denied ones: code → how many. */
  readonly codes: Readonly<Record<string, number>>
}

export interface GateFacts {
  readonly shapes: readonly ShapeResult[]
  /** Ids of the refused calls as their answers named them. */
  readonly told: readonly string[]
  /** The same as the audit lines policy_denied name them. */
  readonly recorded: readonly string[]
  /** Tool calls that began, and how many were allowed to. */
  readonly ran: number
  readonly allowed: number
  readonly leastCalls: number
}

/** Every call denied, every denial in the log once, and nothing run that was not allowed. */
export function judgeGate(facts: GateFacts): { metrics: PhaseFindings['metrics']; wrong: readonly string[] } {
  const { shapes, told, recorded, ran, allowed, leastCalls } = facts
  const wrong: string[] = []
  const sent = shapes.reduce((sum, shape) => sum + shape.sent, 0)
  const denied = shapes.reduce((sum, shape) => sum + shape.denied, 0)
  for (const shape of shapes) {
    if (shape.sent === 0) wrong.push(`no call of the shape ${shape.shape} was sent`)
    if (shape.denied !== shape.sent)
      wrong.push(`${shape.sent - shape.denied} of ${shape.sent} calls of the shape ${shape.shape} were not denied`)
  }
  if (sent < leastCalls) wrong.push(`${sent} unapproved calls were sent, at least ${leastCalls} are asked for`)
  const lines = new Set(recorded)
  const missing = told.filter((id) => !lines.has(id)).length
  if (missing > 0) wrong.push(`${missing} denials have no audit line policy_denied`)
  if (recorded.length !== told.length)
    wrong.push(`${recorded.length} audit lines policy_denied for ${told.length} denials`)
  if (ran !== allowed) wrong.push(`${ran} tool calls began, and ${allowed} were allowed`)
  return {
    wrong,
    metrics: {
      policy_denied_rate: sent === 0 ? 0 : denied / sent,
      unapproved_calls: sent,
      unapproved_shapes: shapes.length,
      policy_denied_events_written: recorded.length,
      policy_denials_answered: told.length,
      tool_calls_allowed: allowed,
      tool_calls_begun: ran,
    },
  }
}
