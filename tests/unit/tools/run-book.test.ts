import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { ToolCallState, type ToolRun } from '../../../contract/tool.ts'
import { nextRun } from '../../../main/core/tools/run-book.ts'
import { AGENT, callOf, openGate } from '../../support/gate-world.ts'

const LINES = {
  policy_denied: 'denied',
  tool_call_intended: 'running',
  tool_call_done: 'done',
  tool_call_failed: 'failed',
  tool_call_unknown: 'unknown',
} as const
const line = (type: AuditEvent['type'], run: unknown) => ({ type, data: { run: run as never } })

async function realRun(): Promise<ToolRun> {
  const gate = await openGate()
  return gate.tools.execute(AGENT, callOf({ tool: 'time.now', args: {}, level: 'read_only' }))
}

describe('the record of a tool call', () => {
  it('begins with a refusal or an intent, and only an intent gets an outcome, once', async () => {
    const run = await realRun()
    for (const known of [null, ...ToolCallState.options]) {
      for (const [type, state] of Object.entries(LINES)) {
        const before = known === null ? null : { ...run, state: known }
        const next = nextRun(before, line(type as AuditEvent['type'], { ...run, state }))
        const begins = state === 'denied' || state === 'running'
        const follows = known === null ? begins : known === 'running' && !begins
        expect([known, type, next?.state ?? null]).toEqual([known, type, follows ? state : null])
      }
    }
  })

  it('does not take the outcome of another call, a replay, or what says another state than its type', async () => {
    const run = await realRun()
    const running = { ...run, state: 'running' as const }
    for (const other of [{ requested_by: 'x' }, { idempotency_key: 'x' }, { task_id: 'x' }, { tool: 'x' }])
      expect(nextRun(running, line('tool_call_done', { ...run, ...other }))).toBeNull()
    expect(nextRun(running, line('tool_call_replayed', run))).toBeNull()
    expect(nextRun(running, line('tool_call_failed', run))).toBeNull()
    expect(nextRun(running, line('tool_call_done', { ...run, evidence: 'none' }))).toBeNull()
    expect(nextRun(running, line('tool_call_done', run))).toEqual(run)
  })
})
