import { describe, expect, it } from 'vitest'
import type { Approval } from '../../../contract/approval.ts'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { canonicalJson } from '../../../main/core/kernel/canonical-json.ts'
import { type Race, race } from '../../support/gate-race.ts'
import { approvalIn, runIn } from '../../support/gate-world.ts'

/** COUNTERSIGN_RACES=100000 for a long run; COUNTERSIGN_RACE_SEED repeats a failed one from its number on. */
const RACES = Number(process.env['COUNTERSIGN_RACES'] ?? 10_000)
const FIRST = Number(process.env['COUNTERSIGN_RACE_SEED'] ?? 1)
const LIMIT_MS = 60_000 + RACES * 30

const ofType = (events: readonly AuditEvent[], type: AuditEvent['type']): AuditEvent[] =>
  events.filter((event) => event.type === type)

/** Everything that is wrong with a race, in words; empty when nothing is. */
function faultsOf({ world, executions }: Race): string[] {
  const { events } = world.log
  const faults: string[] = []
  const fault = (holds: boolean, what: string): void => {
    if (!holds) faults.push(what)
  }

  for (const { call_id, args, lines, task_sha256, policy_sha256 } of executions) {
    const before = events.slice(0, lines)
    const intent = ofType(before, 'tool_call_intended').find((event) => runIn(event).call_id === call_id)
    const use = ofType(before, 'approval_consumed').find((event) => approvalIn(event).call_id === call_id)
    if (intent === undefined || use === undefined) {
      faults.push(`${call_id} ran without an intent or an approval that was used up`)
      continue
    }
    const used = approvalIn(use)
    const run = runIn(intent)
    const yes = ofType(before, 'approval_approved').find((event) => approvalIn(event).approval_id === used.approval_id)
    fault(yes !== undefined && yes.seq < use.seq && use.seq < intent.seq, `${call_id}: not approved, used, intended`)
    fault(run.subject_sha256 === used.subject_sha256 && run.subject === used.subject, `${call_id}: another subject`)
    fault(canonicalJson(JSON.parse(used.subject).args) === args, `${call_id} ran with other arguments`)
    fault(run.requested_by === used.requested_by, `${call_id}: asked for by another`)
    fault(new Set(used.votes.map(({ by }) => by)).size >= used.needed, `${call_id}: too few people`)
    fault(
      used.votes.every(({ decision }) => decision === 'approve'),
      `${call_id}: a no among the votes`,
    )
    fault(String(used.consumed_at) >= String(used.usable_from), `${call_id} ran before its time`)
    fault(String(used.consumed_at) < used.expires_at, `${call_id} ran after its time`)
    fault(used.bound_to.task_sha256 === task_sha256, `${call_id} ran on another task`)
    fault(used.bound_to.policy_sha256 === policy_sha256, `${call_id} ran under another policy`)
  }
  const consumed = ofType(events, 'approval_consumed').map(approvalIn)
  fault(new Set(consumed.map(({ approval_id }) => approval_id)).size === consumed.length, 'an approval was used twice')
  const started = executions.map(({ call_id }) => call_id)
  fault(new Set(started).size === started.length, 'a call ran twice')
  const keys = ofType(events, 'tool_call_intended').map(
    (event) => `${runIn(event).requested_by} ${runIn(event).idempotency_key}`,
  )
  fault(new Set(keys).size === keys.length, 'a key was used twice')
  return [...faults, ...bookFaults(world, events)]
}

/** Of the book itself: only lines that follow, never two open approvals of one call, and a no that holds for its time. */
function bookFaults(world: Race['world'], events: readonly AuditEvent[]): string[] {
  const faults: string[] = []
  const open = new Map<string, string>()
  const refused = new Map<string, string>()
  for (const event of events.filter(({ type }) => type.startsWith('approval_'))) {
    const { approval_id, subject_sha256, state, created_at, refused_until }: Approval = approvalIn(event)
    if (event.type === 'approval_requested') {
      if (open.has(subject_sha256)) faults.push(`${approval_id}: a second open approval of one call`)
      if (created_at < (refused.get(subject_sha256) ?? '')) faults.push(`${approval_id} was asked for in spite of a no`)
    }
    if (state === 'denied') refused.set(subject_sha256, refused_until ?? '')
    if (state === 'pending' || state === 'approved') open.set(subject_sha256, approval_id)
    else open.delete(subject_sha256)
  }
  world.book.approvals.open()
  if (world.book.illegal.length > 0) faults.push(`${world.book.illegal.length} lines do not follow`)
  return faults
}

describe('approve, deny, expire, use, restart and changes in any order', () => {
  it(
    `never run anything without its live approval, and use none twice (${RACES} races)`,
    async () => {
      const seenLines = new Map<string, number>()
      let executions = 0
      let kills = 0
      for (let seed = FIRST; seed < FIRST + RACES; seed += 1) {
        const result = await race(seed)
        const faults = faultsOf(result)
        if (faults.length > 0) throw new Error(`race ${seed}: ${faults.join('; ')}`)
        executions += result.executions.length
        kills += result.kills
        for (const { type } of result.world.log.events) seenLines.set(type, (seenLines.get(type) ?? 0) + 1)
      }
      console.info(JSON.stringify({ races: RACES, executions, kills, ...Object.fromEntries(seenLines) }))
      // Nothing of this would show much if little had happened.
      expect(executions).toBeGreaterThan(RACES / 10)
      for (const type of ['requested', 'endorsed', 'approved', 'denied', 'expired', 'voided', 'consumed'])
        expect([type, (seenLines.get(`approval_${type}`) ?? 0) > RACES / 100]).toEqual([type, true])
      expect(kills).toBeGreaterThan(RACES / 100)
    },
    LIMIT_MS,
  )
})
