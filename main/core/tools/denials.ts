import type { ToolCall } from '../../../contract/tool.ts'
import type { Call } from '../kernel/call.ts'
import type { Clock } from '../kernel/clock.ts'
import { timestamp } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/ids.ts'
import type { PolicySource } from '../policy/policy-source.ts'
import type { Subject } from '../policy/subject.ts'
import type { OwedOutcomes } from '../tasks/owed-outcomes.ts'
import type { TaskStore } from '../tasks/task-store.ts'
import { foundIn, placeOf, runOf, type Sending, type Situation } from './attempt.ts'
import { oneLine } from './one-line.ts'
import { deniedByPolicy, type Refusal, refusalAtTheDoor, turnedAway } from './refusal.ts'
import type { RunLines, RunNotes } from './run-lines.ts'
import type { ToolRegistry } from './tool-registry.ts'
import { publishingClaim, SHOWN_CHARACTERS, type UnreadCall } from './unread-call.ts'

export interface DenialParts {
  readonly registry: ToolRegistry
  readonly lines: Pick<RunLines, 'record'>
  readonly owed: Pick<OwedOutcomes, 'settle'>
  readonly tasks: Pick<TaskStore, 'index'>
  readonly policy: Pick<PolicySource, 'current'>
  readonly clock: Clock
  readonly ids: IdSource
}

/**
 * The refusals of the gate: each leaves a line `policy_denied` and is then thrown as AppError `policy_denied`; when the line cannot be
 * written, `audit_unavailable` is thrown instead. A call to publish that is not carried out is always refused in this way.
 */
export interface Denials {
  /** Of a call that was decided on. `notes`: the facts of the decision. */
  deny(
    sending: Sending,
    situation: Pick<Situation, 'policy' | 'found'>,
    refusal: Refusal,
    notes: RunNotes,
  ): Promise<never>
  /** What comes of a call that failed with `error` before it was decided on: `error` itself, unless it was a call to publish. */
  atTheDoor(by: Call, wanted: ToolCall, subject: Subject, error: unknown): Promise<never>
  /** What comes of a call whose decision itself failed with `error`. */
  undecided(sending: Sending & { readonly wanted: ToolCall }, error: unknown): Promise<never>
  /** Returns when it does not say that it wants to publish. */
  unread(by: Call, call: UnreadCall): Promise<void>
}

export function createDenials(parts: DenialParts): Denials {
  const { registry, lines, clock, ids } = parts

  const deny: Denials['deny'] = async (sending, situation, refusal, notes) => {
    const { rule, reason, approval, code } = refusal
    const became = { state: 'denied' as const, rule, reason, finished_at: timestamp(clock) }
    const run = runOf(sending, situation.policy, { ...became, approval_id: approval?.approval_id ?? null })
    const place = placeOf(sending, situation)
    await lines.record('policy_denied', { ...place, actor: sending.by.actor }, run, { ...notes, code })
    throw deniedByPolicy(run, refusal, place)
  }

  /** Without facts: no policy would have decided otherwise. */
  async function turnAway(sending: Sending, refusal: Refusal): Promise<never> {
    await parts.owed.settle()
    const found = foundIn(parts.tasks.index.get(sending.wanted.task_id))
    return deny(sending, { policy: parts.policy.current(), found }, refusal, {})
  }

  const sendingOf = (by: Call, named: Pick<Sending, 'wanted' | 'subject'>): Sending => ({
    ...{ call_id: `call-${ids.hex(8)}`, by, started_at: timestamp(clock), ...named },
  })

  const wantsToPublish = ({ tool, side_effect_level }: ToolCall): boolean =>
    [side_effect_level, registry.get(tool)?.side_effect_level].includes('external_publish')

  const publishingTools = (): string[] =>
    registry.list().flatMap((info) => (info.side_effect_level === 'external_publish' ? [info.tool] : []))

  return {
    deny,
    atTheDoor: async (by, wanted, { subject, subject_sha256 }, error) => {
      const refusal = refusalAtTheDoor(error)
      if (refusal === null || !wantsToPublish(wanted)) throw error
      const shown = refusal.code === 'call_too_large' ? subject.slice(0, SHOWN_CHARACTERS) : subject
      return turnAway(sendingOf(by, { wanted, subject: { subject: shown, subject_sha256 } }), refusal)
    },
    undecided: async (sending, error) => {
      if (!wantsToPublish(sending.wanted)) throw error
      const reason = 'Something went wrong inside while it was decided on.'
      return turnAway(sending, turnedAway('decision_failed', reason))
    },
    unread: async (by, call) => {
      const claim = publishingClaim(call, publishingTools())
      if (claim === null) return
      const { named: wanted, subject, subject_sha256 } = claim
      const refusal = turnedAway('call_malformed', `It cannot be read as a call: ${oneLine(call.problem)}`)
      await turnAway(sendingOf(by, { wanted, subject: { subject, subject_sha256 } }), refusal)
    },
  }
}
