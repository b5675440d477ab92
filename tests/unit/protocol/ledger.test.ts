import { describe, expect, it } from 'vitest'
import type { EvidencePackage, EvidenceRef } from '../../../contract/evidence.ts'
import type { CheckOutcome } from '../../../contract/protocol.ts'
import type { ProtocolRound } from '../../../contract/protocol-view.ts'
import { ledgerOf } from '../../../main/core/protocol/ledger.ts'

const AT = '2026-01-31T09:30:00.000Z'
const SHA = 'a'.repeat(64)
const CHECK = { argv: ['true'], timeout_seconds: 10 }

const ref = (package_id: string): EvidenceRef =>
  ({ package_id, manifest_sha256: SHA, artifacts: 1, captured_at: AT }) as EvidenceRef
const kept = (package_id: string, changes: object = {}): EvidencePackage =>
  ({
    ...{ package_id, task_id: 't1', correlation_id: 't1', created_at: AT, artifacts: [], key_id: '' },
    ...{ manifest_sha256: SHA, state: 'whole', problems: [], ...changes },
  }) as unknown as EvidencePackage

const outcome = (changes: Partial<CheckOutcome> = {}): CheckOutcome => ({
  ...{ criterion_ref: 'c1', state: 'passed', exit_code: 0, detail: 'nobody ran it', sandbox: 'test' },
  ...{ output: ref('out'), started_at: AT, finished_at: AT, ...changes },
})

const ISSUE = { issue_id: 'i1', criterion_ref: 'c1', work_log_ref: 'w1', text: 'no' }

function round(changes: object = {}): ProtocolRound {
  return {
    dispatch: {
      ...{ dispatch_id: 'abcdefgh', round: 1, agent: null, reviewer: null, declared_scope: ['src/'], issues: [] },
      ...{ acceptance_criteria: [{ criterion_id: 'c1', text: 'It works.', check: CHECK }], dispatched_at: AT },
      ...{ dispatched_by: 'x', ack_by: AT, deadline: AT, review_seconds: 1, heartbeat_seconds: 1 },
    },
    ack: { dispatch_id: 'abcdefgh', echo_sha256: SHA, acked_at: AT, acked_by: 'worker' },
    result: {
      ...{ dispatch_id: 'abcdefgh', summary: '', work_log: [], diff_snapshot: null, artifacts: [] },
      claims: [{ criterion_ref: 'c1', met: true, text: '', work_log_refs: [] }],
      ...{ result_sha256: SHA, received_at: AT, received_from: 'worker' },
    },
    observed: { workspace: facts(), checks: [outcome()], observed_at: AT },
    verdict: {
      ...{ dispatch_id: 'abcdefgh', decision: 'approve', comment: '', issues: [], issues_sha256: SHA },
      ...{ reviewed_at: AT, reviewed_by: 'critic' },
    },
    ended: null,
    ...changes,
  } as unknown as ProtocolRound
}

const facts = (changes: object = {}) => ({ files: [], out_of_scope: [], complete: true, diff: ref('diff'), ...changes })
const observed = (workspace: object, ...checks: CheckOutcome[]) => ({
  observed: { workspace, checks, observed_at: AT },
})
const verdict = (decision: string, issues: object[]) => ({ verdict: { ...round().verdict, decision, issues } })
const claim = (...claims: object[]) => ({ result: { ...round().result, claims } })

const WHOLE = [kept('out'), kept('diff')]
const ledger = (of: ProtocolRound | null, packages = WHOLE, faults: string[] = []) =>
  ledgerOf({ task: { task_id: 't1' as never, acceptance_criteria: [] }, round: of, packages, faults })

describe('the ledger of a round', () => {
  it('is VERIFIED when it was claimed, checked by the console, whole and without an issue', () => {
    const found = ledger(round())
    expect(found).toMatchObject({ round: 1, status: 'VERIFIED', missing_proof: [], blocks_approval: false })
    expect(found.rows[0]).toMatchObject({ status: 'VERIFIED', reasons: [], reported: { met: true } })
  })

  const without = (check: object | undefined) => {
    const one = round()
    const criteria = [{ criterion_id: 'c1', text: 'It works.', ...check }]
    return { ...one, dispatch: { ...one.dispatch, acceptance_criteria: criteria } } as ProtocolRound
  }

  it.each([
    ['GAPS', 'nothing was claimed', round(claim())],
    [
      'GAPS',
      'it was claimed not to be met',
      round(claim({ criterion_ref: 'c1', met: false, text: '', work_log_refs: [] })),
    ],
    ['GAPS', 'its check failed', round(observed(facts(), outcome({ state: 'failed', exit_code: 1 })))],
    ['GAPS', 'its check did not end', round(observed(facts(), outcome({ state: 'timed_out', exit_code: null })))],
    ['GAPS', 'its check passed with another exit code', round(observed(facts(), outcome({ exit_code: 3 })))],
    ['GAPS', 'what its check said was not kept', round(observed(facts(), outcome({ output: null })))],
    ['GAPS', 'of two outcomes one failed', round(observed(facts(), outcome(), outcome({ state: 'failed' })))],
    ['GAPS', 'the reviewer has an issue', round(verdict('reject', [ISSUE]))],
    ['GAPS', 'a file outside the scope was touched', round(observed(facts({ out_of_scope: ['x'] }), outcome()))],
    ['GAPS', 'there was too much to look at', round(observed(facts({ complete: false }), outcome()))],
    ['GAPS', 'there is no result', round({ result: null, observed: null, verdict: null })],
    ['UNVERIFIED', 'its check was not run', round(observed(facts(), outcome({ state: 'not_run', exit_code: null })))],
    ['UNVERIFIED', 'nobody says anything of its check', round(observed(facts()))],
    ['UNVERIFIED', 'it has no check', without({})],
  ] as const)('is %s when %s', (status, _why, of) => {
    const found = ledger(of)
    expect([found.status, found.blocks_approval]).toEqual([status, true])
    if (found.out_of_scope.length === 0 && of.observed?.workspace?.complete !== false)
      expect(found.rows[0]?.reasons).not.toEqual([])
  })

  it('takes no outcome for a criterion that has no check: a program cannot prove what it was not asked', () => {
    expect(ledger(without({})).rows[0]).toMatchObject({ verified: null, status: 'UNVERIFIED' })
  })

  it('keeps the issues of the verdict before open until there is a new one', () => {
    const again = round({ verdict: null })
    const of = { ...again, dispatch: { ...again.dispatch, issues: [ISSUE] } } as ProtocolRound
    expect(ledger(of).rows[0]).toMatchObject({ status: 'GAPS', issues: [ISSUE] })
  })

  it.each([
    ['gone', [kept('diff')]],
    ['altered', [kept('out', { state: 'altered' }), kept('diff')]],
    ['of another task', [kept('out', { task_id: 't2' }), kept('diff')]],
    ['another one', [kept('out', { manifest_sha256: 'b'.repeat(64) }), kept('diff')]],
  ])('lowers a criterion by itself when the proof of its check is %s', (_why, packages) => {
    expect(ledger(round(), packages).rows[0]).toMatchObject({ status: 'GAPS', verified: { state: 'passed' } })
  })

  it('names proof of the round that is missing', () => {
    const found = ledger(round(), [kept('out')])
    expect(found).toMatchObject({ status: 'GAPS', missing_proof: ['package diff is not there'], blocks_approval: true })
    expect(found.rows[0]?.status).toBe('VERIFIED')
  })

  it('has gaps when the file contradicts itself, and is no word for an approval before the reviewer spoke', () => {
    expect(ledger(round(), WHOLE, ['it was changed'])).toMatchObject({ status: 'GAPS', blocks_approval: true })
    expect(ledger(round({ verdict: null }))).toMatchObject({ status: 'VERIFIED', blocks_approval: true })
  })

  it('of a task that was never dispatched blocks nothing', () => {
    expect(ledger(null)).toEqual({
      ...{ round: null, status: 'UNVERIFIED', rows: [], out_of_scope: [], missing_proof: [], blocks_approval: false },
    })
  })
})
