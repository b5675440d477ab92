import type { Approval, ApprovalVote, DecideApprovals, DecidedApprovals } from '../../../contract/approval.ts'
import type { Actor } from '../../../contract/scope.ts'
import { AppError } from '../kernel/app-error.ts'
import { type Call, SYSTEM } from '../kernel/call.ts'
import type { IdSource } from '../kernel/ids.ts'
import type { ApprovalTerms } from '../policy/policy-decision.ts'
import type { Subject } from '../policy/subject.ts'
import { bindingOf, callDifferences, driftOf, type Ground, isBoundTo } from './approval-drift.ts'
import type { ApprovalIndex } from './approval-index.ts'
import { consumed, denied, endorsed, isOpen, notPending, pendingApproval, voided } from './approval-transitions.ts'
import { type ApprovalDecision, decideTogether } from './decide-together.ts'
import { createOpenApprovals, type OpenApproval, type OpenApprovalParts } from './open-approvals.ts'
import { createStandingDenials } from './standing-denials.ts'
import type { AreTwoPeople } from './two-people.ts'

/** A call that needs an approval, as it was decided on. */
export interface ApprovalRequest {
  readonly actor: Actor
  readonly subject: Subject
  readonly ground: Ground
  readonly terms: ApprovalTerms
  readonly rule: string | null
  readonly what: string
}

/** `moved`: task or policy changed since the call was decided on, so decide anew. `full`: too many wait already. */
export type Asked = { readonly approval: Approval } | { readonly refused: 'moved' | 'full' }

/** What a run shows to use an approval up. */
export interface Use {
  readonly approval_id: string
  readonly subject_sha256: string
  readonly actor: Actor
  readonly call_id: string
}

/**
 * The human gate. Every change is a line of the log first, and counts only then; if the log cannot take it, everything stays as it was and
 * the caller is told `audit_unavailable`. Only what was asked for since the start can be approved and used.
 */
export interface ApprovalService {
  /** What there is of exactly this call: the open approval, or a denial that still refuses it; null when there is neither. */
  standing(subjectSha256: string): Approval | null
  /**
   * The open approval of this call, made when there is none. What the same actor asked for before with other arguments for the same tool
   * and task is voided.
   */
  ask(request: ApprovalRequest): Promise<Asked>
  /** Throws AppError `approval_not_found`, `approval_changed`, `approval_not_pending`, `approval_second_person`. */
  decide(call: Call, approvalId: string, decision: ApprovalDecision): Promise<Approval>
  /** Each by itself. Throws AppError `approvals_differ` before any is decided, when they are not all the same action. */
  decideAll(call: Call, batch: DecideApprovals): Promise<DecidedApprovals>
  /** Uses the approval up, once and for ever; null when it cannot be used by this run now. */
  consume(use: Use): Promise<Approval | null>
  /** Whether task and policy are still those that the approval is bound to. */
  isStillBound(approval: Approval): boolean
  /** Throws AppError `approval_not_found`. */
  get(approvalId: string): Approval
  /** Waiting for a person, oldest first. */
  waiting(): readonly Approval[]
  /** Before the first call: voids what an earlier process left open, and takes up its denials. Answers how many were voided. */
  start(): Promise<number>
  close(): void
}

/** So many can be open; whoever has the key of an agent shall not fill memory. */
const MAX_OPEN = 1000

export function createApprovalService(
  parts: OpenApprovalParts & {
    readonly index: ApprovalIndex
    readonly ids: IdSource
    readonly areTwoPeople: AreTwoPeople
  },
): ApprovalService {
  const { clock, index, ids, tasks, decide: decideByPolicy } = parts
  const open = createOpenApprovals(parts)
  const denials = createStandingDenials(clock)

  function get(approvalId: string): Approval {
    const approval = open.byId(approvalId)?.approval ?? index.get(approvalId)
    if (approval === null) throw new AppError('approval_not_found', `No approval ${approvalId}.`)
    return approval
  }

  /** Of other calls of the same actor to the same tool for the same task. */
  function before({ actor, subject, ground }: ApprovalRequest): OpenApproval[] {
    const { tool, task_id } = ground.input.call
    return open.all().filter(({ approval }) => {
      const same = approval.tool === tool && approval.task_id === task_id && approval.requested_by === actor.sub
      return same && approval.subject_sha256 !== subject.subject_sha256
    })
  }

  async function replace(request: ApprovalRequest): Promise<void> {
    for (const one of before(request)) {
      await open.exclusive(one.approval.subject_sha256, async () => {
        if (!isOpen(await open.settle(one))) return
        await open.voidFor(one, request.actor, callDifferences(one.approval.subject, request.subject.subject))
      })
    }
  }

  async function askNow(request: ApprovalRequest): Promise<Asked> {
    const { actor, subject, ground, terms, rule, what } = request
    const known = open.bySubject(subject.subject_sha256)
    if (known !== undefined && isOpen(await open.settle(known))) return { approval: known.approval }
    const { call } = ground.input
    if (driftOf(ground, open.groundNow(call.task_id), decideByPolicy) !== null) return { refused: 'moved' }
    // Denied while this call waited for its turn: decided on anew, it is refused.
    if (denials.of(subject.subject_sha256) !== null) return { refused: 'moved' }
    if (open.all().length >= MAX_OPEN) return { refused: 'full' }
    const asked = pendingApproval({
      ...{ approval_id: `ap-${ids.hex(8)}`, call, subject, what, terms, now_ms: clock.now() },
      ...{ requested_by: actor.sub, bound_to: bindingOf(ground, rule) },
    })
    const opened = await open.open(actor, { approval: asked, ground, terms })
    // What changed while the line was written was told to nobody.
    return { approval: await open.settle(opened) }
  }

  async function decideNow(call: Call, one: OpenApproval, given: ApprovalDecision): Promise<Approval> {
    const approval = await open.settle(one)
    if (approval.state !== 'pending') throw notPending(approval)
    if (approval.subject_sha256 !== given.subject_sha256) throw changed(approval)
    const { sub: by, door } = call.actor
    const vote: ApprovalVote = { decision: given.decision, by, door, at: new Date(clock.now()).toISOString() }
    if (given.decision === 'approve') {
      const next = endorsed(approval, vote, one.terms, parts.areTwoPeople)
      return open.record(next.state === 'approved' ? 'approval_approved' : 'approval_endorsed', call.actor, next)
    }
    const seconds = parts.policy.current().policy.approvals.denial_cool_down_seconds
    const next = denied(approval, vote, given.reason, clock.now() + seconds * 1000)
    await open.record('approval_denied', call.actor, next)
    denials.add(next)
    return next
  }

  async function decide(call: Call, approvalId: string, given: ApprovalDecision): Promise<Approval> {
    const one = open.byId(approvalId)
    if (one !== undefined) return open.exclusive(one.approval.subject_sha256, () => decideNow(call, one, given))
    const past = get(approvalId)
    throw past.subject_sha256 === given.subject_sha256 ? notPending(past) : changed(past)
  }

  /** Asked in the very moment in which the line goes to the log. */
  function mayBeUsed(approval: Approval, use: Use): boolean {
    if (approval.state !== 'approved' || approval.usable_from === null) return false
    if (approval.subject_sha256 !== use.subject_sha256 || approval.requested_by !== use.actor.sub) return false
    const now = clock.now()
    if (now < Date.parse(approval.usable_from) || now >= Date.parse(approval.expires_at)) return false
    return isStillBound(approval)
  }

  /** The file itself is asked as well: what another program took back a moment ago counts, though nobody was told yet. */
  function isStillBound({ bound_to, task_id }: Approval): boolean {
    return tasks.isAsKnown(task_id) && isBoundTo(bound_to, open.groundNow(task_id))
  }

  return {
    standing: (subjectSha256) => open.bySubject(subjectSha256)?.approval ?? denials.of(subjectSha256),
    ask: (request) => {
      const { actor, subject, ground } = request
      const { tool, task_id } = ground.input.call
      return open.exclusive(`ask ${canonicalName([actor.sub, tool, task_id])}`, async () => {
        await replace(request)
        return open.exclusive(subject.subject_sha256, () => askNow(request))
      })
    },
    decide,
    decideAll: (call, batch) => decideTogether(batch, get, (id, given) => decide(call, id, given)),
    consume: (use) =>
      open.exclusive(use.subject_sha256, async () => {
        const one = open.byId(use.approval_id)
        if (one === undefined) return null
        // Nobody writes the task between the last look at it and the line.
        return tasks.exclusive(one.approval.task_id, async () => {
          const approval = await open.settle(one)
          if (!mayBeUsed(approval, use)) return null
          return open.record('approval_consumed', use.actor, consumed(approval, clock.now(), use.call_id))
        })
      }),
    isStillBound,
    get,
    waiting: () => open.all().flatMap(({ approval }) => (approval.state === 'pending' ? [approval] : [])),
    start: async () => {
      const at = new Date(clock.now()).toISOString()
      const left = index.open()
      const why = { cause: 'restart' as const, at, differences: [] }
      await Promise.all(left.map((approval) => open.record('approval_voided', SYSTEM, voided(approval, why))))
      for (const approval of index.refusing(clock.now())) denials.add(approval)
      return left.length
    },
    close: open.close,
  }
}

function changed({ approval_id, subject_sha256 }: Approval): AppError {
  const detail = `What was decided on is not what ${approval_id} is about.`
  return new AppError('approval_changed', detail, { approval_id, subject_sha256 })
}

const canonicalName = (parts: readonly string[]): string => JSON.stringify(parts)
