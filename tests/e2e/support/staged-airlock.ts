import type { Account } from '../../../contract/account.ts'
import type { Approval } from '../../../contract/approval.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { ToolCall, ToolRun } from '../../../contract/tool.ts'
import { canonicalJson } from '../../../main/core/kernel/canonical-json.ts'
import type { GovernanceStage } from './governance-stage.ts'
import { stagedApproval, stagedRun } from './staged-approvals.ts'
import { ago } from './staged-facts.ts'
import { ok, type StagedService } from './staged-service.ts'

export const VIDEO = { video_id: 'dQw4w9WgXcQ', link: 'https://youtu.be/dQw4w9WgXcQ' }

const CHECKS = [
  { check: 'account', state: 'ok', detail: 'The channel is Pier Cam.' },
  { check: 'quota', state: 'ok', detail: '0 of 10000 units are used.' },
  { check: 'project', state: 'warn', detail: 'Whether it is audited, only Google knows.' },
]

export function stagedAccount(given: Partial<Account>): Account {
  return {
    ...{ service: 'youtube', state: 'connected', detail: '', remediation_hint: null, channel_id: 'UC123' },
    ...{ channel_title: 'Pier Cam', scopes: ['upload'], connected_at: ago(600), checked_at: ago(4), expires_at: null },
    ...given,
  }
}

/** Who the console is to the staged service. */
const SELF = 'operator'

/** What the way out did; a test decides when something goes on. */
export interface AirlockStage {
  readonly sent: ToolCall[]
  /** Approves what waits, as a person elsewhere would. */
  approve(): void
  /** Ends the running call. */
  end(given: Partial<ToolRun>): void
}

/**
 * Tools that need an approval run once it was given, for whoever asked for it; the others run at once. What decides here is no rule of the
 * product.
 */
export function stageAirlock(service: StagedService, stage: GovernanceStage, account: () => Account): AirlockStage {
  const sent: ToolCall[] = []
  const about = (run: ToolRun) => ({
    seq: 600,
    ts: ago(0),
    correlation_id: run.correlation_id,
    task_id: run.task_id,
    run,
  })
  const put = (run: ToolRun) => {
    stage.runs = [run, ...stage.runs.filter(({ call_id }) => call_id !== run.call_id)]
  }
  const runOf = (call: ToolCall, given: Partial<ToolRun>) => {
    const { task_id, correlation_id, args, tool, side_effect_level } = call
    const subject = canonicalJson({ tool, args, side_effect_level, task_id, correlation_id })
    const call_id = `call-${String(sent.length).padStart(16, '0')}`
    const own = { correlation_id, subject, call_id, requested_by: SELF, started_at: ago(0) }
    return stagedRun(1, call, { ...own, ...given })
  }
  const standing = (call: ToolCall): Approval | undefined =>
    stage.approvals.find(
      ({ subject, state }) =>
        (state === 'pending' || state === 'approved') &&
        canonicalJson((JSON.parse(subject) as { args: JsonObject }).args) === canonicalJson(call.args),
    )
  const outcome = (tool: string): Partial<ToolRun> =>
    tool === 'youtube.preflight' ? { result: { ready: true, checks: CHECKS } as JsonObject } : {}

  service.on('GET /api/accounts', () => ok({ items: [account()] }))
  service.on('POST /api/tools/execute', ({ sent: body }) => {
    const call = body as ToolCall
    sent.push(call)
    if (call.side_effect_level !== 'external_publish') {
      const run = runOf(call, outcome(call.tool))
      put(run)
      return ok(run)
    }
    const found = standing(call)
    if (found?.state === 'approved' && found.requested_by === SELF) {
      const { approval_id } = found
      stage.approvals = stage.approvals.map((each) =>
        each === found ? { ...each, state: 'consumed', consumed_at: ago(0) } : each,
      )
      const run = runOf(call, { state: 'running', finished_at: null, approval_id })
      put(run)
      return { status: 202, body: run }
    }
    const approval = found ?? stagedApproval(stage.approvals.length + 1, call, { requested_by: SELF })
    if (found === undefined) stage.approvals = [approval, ...stage.approvals]
    const { approval_id } = approval
    const reason =
      approval.requested_by === SELF
        ? 'A person must approve it.'
        : `${approval.requested_by} has asked for the identical call as ${approval_id}, and alone can use it.`
    const run = runOf(call, { state: 'denied', reason, approval_id })
    put(run)
    const words = { title: 'Not now', detail: reason, remediation_hint: 'Ask.' }
    const place = { correlation_id: call.correlation_id, call_id: run.call_id, approval_id }
    return { status: 403, body: { type: 'about:blank', status: 403, error_code: 'policy_denied', ...words, ...place } }
  })

  return {
    sent,
    approve: () => {
      const [waiting] = stage.approvals.filter(({ state }) => state === 'pending')
      if (waiting === undefined) throw new Error('nothing waits')
      const who = { decided_by: 'anna', door: 'console', decided_at: ago(0), usable_from: ago(0.1) } as const
      const approval: Approval = { ...waiting, ...who, state: 'approved' }
      stage.approvals = stage.approvals.map((each) => (each === waiting ? approval : each))
      const facts = { seq: 601, ts: ago(0), correlation_id: approval.correlation_id, task_id: approval.task_id }
      service.push('approval_approved', { ...facts, approval })
    },
    end: (given) => {
      const running = stage.runs.find(({ state }) => state === 'running')
      if (running === undefined) throw new Error('nothing runs')
      const run: ToolRun = { ...running, state: 'done', finished_at: ago(0), ...given }
      put(run)
      service.push(run.state === 'failed' ? 'tool_call_failed' : 'tool_call_done', about(run))
    },
  }
}
