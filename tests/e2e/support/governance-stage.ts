import type { Approval, ApproveApproval, DecideApprovals, DenyApproval } from '../../../contract/approval.ts'
import type { InboxItem, InboxPart } from '../../../contract/inbox.ts'
import { Policy, type PolicySimulation, type PolicyView, type SavePolicy } from '../../../contract/policy.ts'
import type { CreateToken, IssuedToken, TokenInfo } from '../../../contract/session.ts'
import type { LastToolRun, ToolInfo, ToolRun } from '../../../contract/tool.ts'
import { ago, shaOf } from './staged-facts.ts'
import { ok, problem, type StagedReply, type StagedService } from './staged-service.ts'

/** What the staged service tells of approvals, tools, policy and tokens; a test changes it between two looks. */
export interface GovernanceStage {
  approvals: Approval[]
  /** Tasks that wait, as they are listed. */
  waiting: Extract<InboxItem, { kind: 'task' }>[]
  parts: InboxPart[]
  tools: ToolInfo[]
  runs: ToolRun[]
  policy: PolicyView
  simulate: (text: string) => PolicySimulation
  tokens: TokenInfo[]
  /** What the next decisions are answered with instead of being taken. */
  refuse: StagedReply | null
}

export function emptyGovernance(): GovernanceStage {
  const text = 'version: 1\nrules: []\n'
  return {
    ...{ approvals: [], waiting: [], tools: [], runs: [], tokens: [], refuse: null },
    parts: [{ part: 'approvals', state: 'ok', reason: null, as_of: ago(0), waiting: 0 }],
    policy: {
      ...{ sha256: shaOf(text), origin: 'built_in', path: '/data/policy.yaml', loaded_at: ago(60), text },
      ...{ policy: Policy.parse({ version: 1, rules: [] }), lint: [], refused: null },
    },
    simulate: (tried) => ({
      ...{ valid: true, problem: null, sha256: shaOf(tried), lint: [], calls: 0, changes: [], more: 0 },
    }),
  }
}

const GRAVITY = ['read_only', 'local_write', 'external_notify', 'external_publish']

function inboxOf(stage: GovernanceStage): object {
  const approvals = stage.approvals
    .filter(({ state }) => state === 'pending')
    .map((approval) => ({ kind: 'approval' as const, rank: 0, waiting_since: approval.created_at, approval }))
    .toSorted(
      ({ approval: a }, { approval: b }) =>
        GRAVITY.indexOf(b.side_effect_level) - GRAVITY.indexOf(a.side_effect_level) ||
        a.expires_at.localeCompare(b.expires_at),
    )
  const all = [...approvals, ...stage.waiting].map((item, rank) => ({ ...item, rank }))
  return { now: ago(0), items: all.slice(0, 500), more: Math.max(0, all.length - 500), parts: stage.parts }
}

/** Answers every route of the governance out of one set of facts. What it answers was not decided by any rule of the product. */
export function stageGovernance(service: StagedService, stage: GovernanceStage): void {
  const page = <T>(items: readonly T[], query: URLSearchParams) => {
    const from = Number(query.get('cursor') ?? 0)
    const end = from + Number(query.get('limit') ?? 100)
    return { items: items.slice(from, end), next_cursor: end < items.length ? String(end) : null }
  }
  const fits = (row: { state: string; task_id: string }, query: URLSearchParams) =>
    (query.get('state') ?? row.state) === row.state && (query.get('task_id') ?? row.task_id) === row.task_id

  service.on('GET /api/inbox', () => ok(inboxOf(stage)))
  service.on('GET /api/approvals', ({ query }) =>
    ok({
      ...page(
        stage.approvals.filter((row) => fits(row, query)),
        query,
      ),
      now: ago(0),
    }),
  )
  service.on('GET /api/approvals/*', ({ path }) => {
    const found = stage.approvals.find(({ approval_id }) => approval_id === path.split('/')[3])
    return found === undefined ? problem('approval_not_found', 'No such approval.') : ok(found)
  })
  service.on('POST /api/approvals/*', ({ path, sent }) => {
    if (stage.refuse !== null) return stage.refuse
    const [, , , id, kind] = path.split('/')
    const found = stage.approvals.find(({ approval_id }) => approval_id === id)
    const shown = sent as ApproveApproval | DenyApproval
    if (found?.subject_sha256 !== shown.subject_sha256) return problem('approval_changed', 'Another subject.')
    return ok(decided(stage, found, kind === 'deny' ? { reason: (shown as DenyApproval).reason } : null))
  })
  service.on('POST /api/approvals/decide', ({ sent }) => {
    if (stage.refuse !== null) return stage.refuse
    const { items, decision, reason = '' } = sent as DecideApprovals
    const named = stage.approvals.filter((each) => items.some(({ approval_id }) => approval_id === each.approval_id))
    return ok({
      items: named.map((each) => decided(stage, each, decision === 'deny' ? { reason } : null)),
      refused: [],
    })
  })
  service.on('GET /api/tools', () =>
    ok({ items: stage.tools.map((each) => ({ ...each, last_run: lastRunOf(stage, each.tool) })) }),
  )
  service.on('GET /api/tool-calls', ({ query }) =>
    ok(
      page(
        stage.runs.filter((run) => fits(run, query) && (query.get('tool') ?? run.tool) === run.tool),
        query,
      ),
    ),
  )
  service.on('GET /api/policy', () => ok(stage.policy))
  service.on('POST /api/policy/simulate', ({ sent }) => ok(stage.simulate((sent as { text: string }).text)))
  service.on('PUT /api/policy', ({ sent }) => {
    const { text, base_sha } = sent as SavePolicy
    if (base_sha !== stage.policy.sha256) return problem('policy_changed', 'Another policy is in force.')
    stage.policy = { ...stage.policy, text, sha256: shaOf(text), origin: 'file', loaded_at: ago(0), refused: null }
    return ok(stage.policy)
  })
  service.on('GET /api/tokens', () => ok({ items: stage.tokens, now: ago(0) }))
  service.on('POST /api/tokens', ({ sent }) => {
    const { scope, sub = 'unnamed', task_id } = sent as CreateToken
    const facts = { jti: `jti-${stage.tokens.length}`, sub, scope, task_id: task_id ?? null, expires_at: ago(-60) }
    const seen = { door: 'http', created_at: ago(0), revoked_at: null, last_used_at: null } as const
    stage.tokens = [{ ...facts, ...seen }, ...stage.tokens]
    return { status: 201, body: { token: 'the.secret.token', ...facts } satisfies IssuedToken }
  })
  service.on('POST /api/tokens/*', ({ path }) => {
    const jti = path.split('/')[3] ?? ''
    const revoked_at = ago(0)
    stage.tokens = stage.tokens.map((each) => (each.jti === jti ? { ...each, revoked_at } : each))
    return ok({ jti, revoked_at })
  })
}

function lastRunOf({ runs }: GovernanceStage, tool: string): LastToolRun | null {
  const newest = runs.find((run) => run.tool === tool)
  if (newest === undefined) return null
  const { call_id, state, started_at, finished_at } = newest
  return { call_id, state, started_at, finished_at }
}

function decided(stage: GovernanceStage, found: Approval, denial: { reason: string } | null): Approval {
  const at = ago(0)
  const who = { decided_by: 'operator', door: 'console', decided_at: at } as const
  const vote = { decision: denial === null ? 'approve' : 'deny', by: 'operator', door: 'console', at } as const
  const votes = [...found.votes, vote]
  const after: Approval =
    denial !== null
      ? { ...found, ...who, votes, state: 'denied', reason: denial.reason, refused_until: ago(-10) }
      : votes.length < found.needed
        ? { ...found, votes }
        : { ...found, ...who, votes, state: 'approved', usable_from: at }
  stage.approvals = stage.approvals.map((each) => (each.approval_id === found.approval_id ? after : each))
  return after
}
